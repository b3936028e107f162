import type { Socket } from 'node:net';
import { afterEach, beforeEach, expect, it } from 'vitest';
import {
  exchange,
  INTERNET,
  openTcp,
  RawClient,
  TestGateway,
  type TestServer,
} from '../harness/gateway/gateway.ts';

/** Cases in which gateway and server could disagree where the next message begins on a shared connection. */
let gateway: TestGateway;
let server: TestServer | undefined;
/** The received text of each connection to the server. */
let received: string[];

beforeEach(() => {
  gateway = new TestGateway(500);
  gateway.names.set('allowed.test', [INTERNET]);
  received = [];
});

afterEach(async () => {
  await gateway.close();
  await server?.close();
});

/** A server that handles its connections as the test says; the rules allow only GET and POST on /public. */
async function serve(onData: (socket: Socket, text: string) => void): Promise<number> {
  server = await openTcp((socket) => {
    const index = received.push('') - 1;
    socket.on('data', (chunk: Buffer) => {
      received[index] += String(chunk);
      onData(socket, String(chunk));
    });
    socket.on('end', () => socket.end());
  });
  const { port } = server;
  const rule = { id: 'r', effect: 'allow' as const, host: 'allowed.test', ports: [port] };
  await gateway.setPolicy({ rules: [{ ...rule, methods: ['GET', 'POST', 'HEAD'], paths: ['/public'] }] });
  return port;
}

const OK = 'HTTP/1.1 200 OK\r\nContent-Length: 2\r\n\r\nok';
const request = (port: number, method: string, path: string, headers = ''): string =>
  `${method} http://allowed.test:${port}${path} HTTP/1.1\r\nHost: allowed.test:${port}\r\n${headers}\r\n`;
const openFlows = async () => {
  const pong = await gateway.command({ type: 'ping' });
  return pong.type === 'pong' ? pong.stats.agents[0]?.openFlows : undefined;
};

it.each(['GET', 'POST'])('refuses an upgrade by %s that announces a body', async (method) => {
  const port = await serve((socket) => socket.write(OK));
  const upgrade = 'Connection: Upgrade\r\nUpgrade: websocket\r\nContent-Length: 57\r\n';
  expect(await exchange(gateway.proxyPort(), request(port, method, '/public/one', upgrade))).toMatch(
    /^HTTP\/1.1 400[\s\S]*malformed-request/,
  );
  expect(received).toEqual([]);
});

it('uses no connection again whose server answered before the request was whole', async () => {
  const port = await serve((socket, text) => {
    if (text.startsWith('POST') || text.startsWith('GET')) socket.write(OK);
  });
  const earlyAnswer = new RawClient(gateway.proxyPort());
  earlyAnswer.send(`${request(port, 'POST', '/public', 'Content-Length: 10\r\n')}x`);
  await earlyAnswer.until((text) => text.endsWith('ok'));
  expect(await exchange(gateway.proxyPort(), request(port, 'GET', '/public/next'))).toMatch(/200/);
  expect(received).toHaveLength(2);
  expect(received[1]).toMatch(/^GET \/public\/next HTTP\/1.1\r\n/);
  // The server does not read the rest.
  await earlyAnswer.untilClosed();
  expect(await openFlows()).toBe(0);
});

it('closes the server’s end when a client goes after an early answer', async () => {
  let closed = (): void => undefined;
  const serverClosed = new Promise<void>((resolve) => {
    closed = resolve;
  });
  const port = await serve((socket) => {
    socket.write(OK);
    socket.once('close', closed);
  });
  const client = new RawClient(gateway.proxyPort());
  client.send(`${request(port, 'POST', '/public', 'Content-Length: 10\r\n')}x`);
  await client.until((text) => text.endsWith('ok'));
  client.close();
  await serverClosed;
  expect(await openFlows()).toBe(0);
});

it('uses no connection again on which a server said more than was asked', async () => {
  let first: Socket | undefined;
  const port = await serve((socket) => {
    first ??= socket;
    socket.write(OK);
  });
  expect(await exchange(gateway.proxyPort(), request(port, 'GET', '/public'))).toMatch(/200/);
  const closed = new Promise((resolve) => first?.once('close', resolve));
  first?.write('HTTP/1.1 200 OK\r\nContent-Length: 6\r\n\r\npoison');
  await closed;
  expect(await exchange(gateway.proxyPort(), request(port, 'GET', '/public'))).toMatch(/\r\n\r\nok$/);
});

it('passes on the length of an answer that has a body, and of no other', async () => {
  const port = await serve((socket, text) => {
    const status = text.startsWith('HEAD') ? '200 OK' : '204 No Content';
    socket.write(`HTTP/1.1 ${status}\r\nContent-Length: 6\r\n\r\n`);
  });
  const client = new RawClient(gateway.proxyPort());
  client.send(request(port, 'GET', '/public'));
  expect(await client.until((text) => text.endsWith('\r\n\r\n'))).not.toMatch(/content-length/i);
  client.send(request(port, 'HEAD', '/public'));
  await client.until((text) => /200 OK[\s\S]*Content-Length: 6\r\n[\s\S]*\r\n\r\n$/.test(text));
  client.close();
});

it('says so when a server switches protocols unasked', async () => {
  const port = await serve((socket) =>
    socket.write('HTTP/1.1 101 Switching Protocols\r\nConnection: Upgrade\r\nUpgrade: x\r\n\r\n'),
  );
  expect(await exchange(gateway.proxyPort(), request(port, 'GET', '/public'))).toMatch(/^HTTP\/1.1 502 /);
  expect(await openFlows()).toBe(0);
});

it('asks a client for its body only once the request is allowed', async () => {
  const port = await serve((socket, text) => {
    if (text.endsWith('hello')) socket.write(OK);
  });
  const expecting = 'Content-Length: 5\r\nExpect: 100-continue\r\n';
  const client = new RawClient(gateway.proxyPort());
  client.send(request(port, 'POST', '/public', expecting));
  await client.until((text) => text.startsWith('HTTP/1.1 100 Continue\r\n\r\n'));
  client.send('hello');
  await client.until((text) => text.endsWith('ok'));
  client.close();
  expect(await exchange(gateway.proxyPort(), request(port, 'POST', '/admin', expecting))).toMatch(
    /^HTTP\/1.1 403 /,
  );
});

it.each(['TRACE', 'TRACK'])('refuses %s, which a server answers with the request itself', async (method) => {
  const port = await serve((socket) => socket.write(OK));
  await gateway.setPolicy({ mode: 'full' });
  expect(await exchange(gateway.proxyPort(), request(port, method, '/public'))).toMatch(/^HTTP\/1.1 400 /);
  expect(received).toEqual([]);
});
