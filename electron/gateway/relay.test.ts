import { once } from 'node:events';
import { type AddressInfo, connect, createServer, type Server, Socket } from 'node:net';
import { afterEach, expect, it } from 'vitest';
import { RelayLink } from '../lib/relay/link.ts';
import { serveRelay } from './relay.ts';

const ownAddresses = new Map([['127.0.0.2', '255.255.255.0']]);
const closers: (() => void)[] = [];

afterEach(() => {
  for (const close of closers.splice(0)) close();
});

/** Two links joined in memory; the bytes travel in pieces of seven, which splits every frame. */
function links(pieceBytes = 7): RelayLink {
  const cut = (bytes: Uint8Array, to: (piece: Uint8Array) => void) => {
    for (let at = 0; at < bytes.length; at += pieceBytes) to(bytes.slice(at, at + pieceBytes));
  };
  const inside: RelayLink = serveRelay({ ownAddresses: () => ownAddresses }, (bytes) => {
    setImmediate(() => cut(bytes, (piece) => outside.push(piece)));
  });
  const outside: RelayLink = new RelayLink({
    send: (bytes) => void setImmediate(() => cut(bytes, (piece) => inside.push(piece))),
  });
  closers.push(
    () => inside.close(),
    () => outside.close(),
  );
  return outside;
}

async function listen(address: string, onConnection: (socket: Socket) => void): Promise<number> {
  const server: Server = createServer({ allowHalfOpen: true }, (socket) => {
    // The test may destroy the other end.
    socket.on('error', () => undefined);
    onConnection(socket);
  });
  server.listen(0, address);
  await once(server, 'listening');
  closers.push(() => server.close());
  return (server.address() as AddressInfo).port;
}

/** A connection of this machine: one end for the link, the other for the test. */
async function pair(): Promise<{ client: Socket; linked: Socket }> {
  let linked = new Socket();
  const port = await listen('127.0.0.1', (socket) => {
    linked = socket.pause();
  });
  const client = connect({ port, host: '127.0.0.1', allowHalfOpen: true });
  await once(client, 'connect');
  await new Promise<void>((resolve) => {
    const check = () => (linked.remotePort === undefined ? setImmediate(check) : resolve());
    check();
  });
  closers.push(
    () => client.destroy(),
    () => linked.destroy(),
  );
  return { client, linked };
}

const target = (port: number, change = {}) =>
  JSON.stringify({ address: '127.0.0.9', from: '127.0.0.2', port, ...change });

function everything(socket: Socket): Promise<Buffer> {
  const chunks: Buffer[] = [];
  socket.on('data', (chunk: Buffer) => chunks.push(chunk));
  socket.resume();
  return once(socket, 'end').then(() => Buffer.concat(chunks));
}

it('carries bytes both ways, and half-closes', async () => {
  const port = await listen('127.0.0.9', (socket) => {
    void everything(socket).then((received) => socket.end(`you said ${received.toString()}`));
  });
  const { client, linked } = await pair();
  await links().open(target(port), linked);
  client.end('hello');
  expect((await everything(client)).toString()).toBe('you said hello');
});

it('holds back a fast sender while the reader is slow, and loses nothing', async () => {
  const total = 8 * 1024 * 1024;
  let sentBytes = 0;
  const port = await listen('127.0.0.9', (socket) => {
    const chunk = Buffer.alloc(64 * 1024, 'x');
    const writeMore = () => {
      while (sentBytes < total) {
        sentBytes += chunk.length;
        if (!socket.write(chunk)) return void socket.once('drain', writeMore);
      }
      socket.end();
    };
    writeMore();
  });
  const { client, linked } = await pair();
  client.pause();
  const link = links(256 * 1024);
  await link.open(target(port), linked);
  // A connection without a reader does not delay another connection.
  const other = await pair();
  const echo = await listen('127.0.0.9', (socket) => void socket.pipe(socket));
  await link.open(target(echo), other.linked);
  other.client.write('ping');
  const [answer] = (await once(other.client, 'data')) as [Buffer];
  expect(answer.toString()).toBe('ping');
  expect((await everything(client)).length).toBe(total);
});

it.each([
  ['the internet', { address: '93.184.216.34' }],
  ['another network', { address: '127.0.1.9' }],
  ['the gateway itself', { address: '127.0.0.2' }],
  ['a network that it is not on', { from: '127.0.5.2', address: '127.0.5.3' }],
  ['a name', { address: 'localhost' }],
  ['no port', { port: 0 }],
])('refuses %s', async (_what, change) => {
  const { linked } = await pair();
  await expect(links().open(target(80, change), linked)).rejects.toThrow('forbidden');
  expect(linked.destroyed).toBe(false);
});

it('says when nothing listens, and closes everything when the link goes', async () => {
  const link = links();
  const { linked } = await pair();
  await expect(link.open(target(1), linked)).rejects.toThrow('ECONNREFUSED');
  const port = await listen('127.0.0.9', () => undefined);
  const second = await pair();
  await link.open(target(port), second.linked);
  const closed = once(second.client, 'close');
  second.client.resume();
  link.close();
  second.client.end();
  await closed;
  expect(link.size).toBe(0);
});
