import { once } from 'node:events';
import { createServer, type Server } from 'node:http';
import { type AddressInfo, connect, type Socket } from 'node:net';
import { afterAll, beforeAll, describe, expect, it } from 'vitest';
import { freePort } from '../harness/free-port.ts';
import { RawClient } from '../harness/gateway/gateway.ts';
import { buildGatewayProgram, GatewayProcess } from '../harness/gateway/gateway-process.ts';

/** Twenty agents attack at once. The gateway keeps running below its container's limit and serves another agent. */
const AGENTS = 20;
const CONTAINER_LIMIT_BYTES = 256 * 1024 * 1024;
const PLACEHOLDER = 'placeholder-0123456789';

let built: Awaited<ReturnType<typeof buildGatewayProgram>>;
let gateway: GatewayProcess;
let server: Server;
let port: number;
let sockets: Set<Socket>;

/** An answer in chunks of one byte, as fast as the client reads it. */
function writeTinyChunks(socket: Socket | null): void {
  if (socket === null) return;
  socket.write('HTTP/1.1 200 OK\r\nTransfer-Encoding: chunked\r\n\r\n');
  const writeMore = () => {
    while (!socket.destroyed && socket.write(tinyChunks));
  };
  socket.on('drain', writeMore);
  writeMore();
}

const addressOf = (agent: number) => `127.0.0.${agent + 2}`;

beforeAll(async () => {
  built = await buildGatewayProgram();
  gateway = new GatewayProcess(built.program, await freePort(), {
    read: true,
    asInContainer: true,
  });
  const chunk = Buffer.alloc(64 * 1024, 0x61);
  server = createServer((request, response) => {
    if (request.url === '/early' || request.url === '/ok') return void response.end('ok');
    // The server reads nothing and answers nothing.
    if (request.url === '/sink') return;
    if (request.url === '/drain') return void request.resume();
    if (request.url === '/tiny') return writeTinyChunks(response.socket);
    const writeMore = () => {
      while (response.write(chunk));
    };
    response.on('drain', writeMore);
    writeMore();
  });
  server.listen(0, '127.0.0.1');
  await once(server, 'listening');
  port = (server.address() as AddressInfo).port;
  sockets = new Set();
  await gateway.command({ type: 'set-secret', secretId: 'id', value: 'AKID:secret-access-key' });
  const secrets = [
    {
      secretId: 'id',
      name: 'Key',
      placeholder: PLACEHOLDER,
      hosts: ['signed.test'],
      places: [{ kind: 'sigv4' }],
    },
  ];
  const rules = ['x.test', 'signed.test'].map((host) => ({
    id: host,
    effect: 'allow',
    host,
    ports: [port],
    service: { address: '127.0.0.1' },
  }));
  for (let agent = 0; agent <= AGENTS; agent += 1) {
    const policy = {
      agentId: `agent-${agent}`,
      localAddress: addressOf(agent),
      mode: 'allowlist',
      rules,
      secrets,
    };
    expect(await gateway.command({ type: 'set-policy', now: Date.now(), policy })).toMatchObject({
      type: 'applied',
    });
  }
}, 60_000);

afterAll(async () => {
  await gateway.stop();
  await built.remove();
  server.closeAllConnections();
  server.close();
});

/** Opens a connection of an agent that sends this text, and that reads only if `reads` is set. */
async function attack(agent: number, bytes: string | Buffer, reads = false): Promise<void> {
  const socket = connect({ host: addressOf(agent), port: gateway.proxyPort, localAddress: '127.0.0.1' });
  sockets.add(socket);
  socket.on('error', () => socket.destroy());
  socket.once('close', () => sockets.delete(socket));
  if (reads) socket.resume();
  else socket.pause();
  socket.write(bytes);
  await Promise.race([once(socket, 'connect'), once(socket, 'close')]).catch(() => undefined);
}

async function release(): Promise<void> {
  for (const socket of sockets) socket.destroy();
  sockets.clear();
}

async function memoryBytes(): Promise<number> {
  const pong = await gateway.command({ type: 'ping' });
  if (pong.type !== 'pong') throw new Error('no answer');
  expect(pong.stats.faults).toBe(0);
  return pong.stats.residentMemoryBytes;
}

async function expectServed(): Promise<void> {
  const client = new RawClient(gateway.proxyPort, addressOf(AGENTS));
  client.send(request('GET', 'x.test', '/ok'));
  expect(await client.until((text) => text.endsWith('ok'))).toMatch(/^HTTP\/1.1 200 /);
  client.close();
}

const request = (method: string, host: string, path: string, headers = '') =>
  `${method} http://${host}:${port}${path} HTTP/1.1\r\nHost: ${host}:${port}\r\n${headers}\r\n`;

const tinyChunks = Buffer.from('1\r\na\r\n'.repeat(20_000));
const smallChunks = `10\r\n${'a'.repeat(16)}\r\n`.repeat(10_000);
const tinyHeaders = 'a:\r\n'.repeat(7_900);
const signed = `Authorization: AWS4-HMAC-SHA256 Credential=${PLACEHOLDER}/20260101/us-east-1/bedrock/aws4_request, SignedHeaders=host;x-amz-date, Signature=00\r\nX-Amz-Date: 20260101T000000Z\r\n`;

const FLOODS: readonly { name: string; connections: number; reads?: boolean; bytes(): string | Buffer }[] = [
  {
    name: 'heads of tiny headers that never end',
    connections: 120,
    bytes: () => `GET http://x.test/ HTTP/1.1\r\nHost: x.test\r\n${tinyHeaders}`,
  },
  {
    name: 'heads sent ahead while the first request waits',
    connections: 30,
    bytes: () =>
      request('GET', 'x.test', '/sink') + request('GET', 'x.test', '/', 'a:b\r\n'.repeat(190)).repeat(8),
  },
  {
    name: 'answers that nobody reads',
    connections: 30,
    bytes: () => request('GET', 'x.test', '/endless'),
  },
  {
    name: 'bodies that go on after an early answer',
    connections: 30,
    reads: true,
    bytes: () => `${request('POST', 'x.test', '/early', 'Content-Length: 10\r\n')}x`,
  },
  {
    name: 'bodies to be signed that never end',
    connections: 8,
    bytes: () =>
      Buffer.concat([
        Buffer.from(request('POST', 'signed.test', '/sink', `${signed}Content-Length: 30000000\r\n`)),
        Buffer.alloc(4_000_000),
      ]),
  },
  {
    name: 'one-byte chunks that nobody takes',
    connections: 4,
    bytes: () =>
      Buffer.concat([
        Buffer.from(request('POST', 'x.test', '/sink', 'Transfer-Encoding: chunked\r\n')),
        tinyChunks,
      ]),
  },
  {
    name: 'one-byte chunks that a server takes',
    connections: 4,
    bytes: () =>
      Buffer.concat([
        Buffer.from(request('POST', 'x.test', '/drain', 'Transfer-Encoding: chunked\r\n')),
        tinyChunks,
      ]),
  },
  {
    name: 'small chunks that nobody takes',
    connections: 8,
    bytes: () => request('POST', 'x.test', '/sink', 'Transfer-Encoding: chunked\r\n') + smallChunks,
  },
  {
    name: 'small chunks to be signed',
    connections: 5,
    bytes: () =>
      request('POST', 'signed.test', '/sink', `${signed}Transfer-Encoding: chunked\r\n`) + smallChunks,
  },
  {
    name: 'answers in one-byte chunks, unread',
    connections: 4,
    bytes: () => request('GET', 'x.test', '/tiny'),
  },
  {
    name: 'answers in one-byte chunks, read',
    connections: 3,
    reads: true,
    bytes: () => request('GET', 'x.test', '/tiny'),
  },
];

describe('twenty agents at once', () => {
  it.each(FLOODS)(
    'with $name leave room for another',
    async ({ connections, reads, bytes }) => {
      const payload = bytes();
      for (let round = 0; round < connections; round += 1) {
        await Promise.all(Array.from({ length: AGENTS }, (_, agent) => attack(agent, payload, reads)));
        expect(await memoryBytes()).toBeLessThan(CONTAINER_LIMIT_BYTES);
      }
      await expectServed();
      await release();
      await expectServed();
    },
    120_000,
  );
});
