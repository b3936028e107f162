import { once } from 'node:events';
import { request } from 'node:http';
import { connect } from 'node:net';
import { afterEach, beforeEach, expect, it } from 'vitest';
import { Scope } from '../lib/scope.ts';
import { ask, openApi } from './api.fixture.ts';

/** Waits for a state, on a busy machine too. */
const poll = (read: () => unknown) => expect.poll(read, { timeout: 25_000 });

let scope: Scope;
let api: Awaited<ReturnType<typeof openApi>>;
beforeEach(async () => {
  scope = new Scope();
  api = await openApi(scope);
});
afterEach(() => scope.dispose());

const stillAnswers = async () => expect((await ask(api.socketPort, 'GET', '/v1/agents')).status).toBe(200);

it('cuts a body without a length at the limit, however long the client goes on', async () => {
  const socket = connect(api.socketPort, '127.0.0.1');
  socket.on('error', () => undefined);
  const head = 'Host: localhost\r\nContent-Type: application/json\r\nTransfer-Encoding: chunked\r\n';
  socket.write(`POST /v1/agents HTTP/1.1\r\n${head}\r\n`);
  let text = '';
  socket.on('data', (data) => {
    text += data.toString();
  });
  const chunk = `10000\r\n${' '.repeat(65_536)}\r\n`;
  let sent = 0;
  const closed = new Promise<void>((resolve) => socket.once('close', () => resolve()));
  while (!socket.destroyed && socket.writable && sent < 4 * 1024 ** 3) {
    sent += 65_536;
    if (socket.write(chunk)) continue;
    await Promise.race([new Promise<void>((resolve) => socket.once('drain', () => resolve())), closed]);
  }
  await closed;
  // A client that writes on may lose the answer with the connection.
  expect(text).toMatch(/^(HTTP\/1.1 413 |$)/);
  expect(sent).toBeLessThan(256 * 1024 * 1024);
  expect(api.called).toEqual([]);
  await stillAnswers();
});

it.each([
  ['in its first line', 'POST /v1/ag'],
  ['in its headers', 'POST /v1/agents HTTP/1.1\r\nHost: localhost\r\nContent-Ty'],
  [
    'in its body',
    'POST /v1/agents HTTP/1.1\r\nHost: localhost\r\nContent-Type: application/json\r\nContent-Length: 100\r\n\r\n{"spec":',
  ],
])('does nothing for a request that ends %s', async (_, text) => {
  const socket = connect(api.socketPort, '127.0.0.1');
  await new Promise<void>((resolve) => socket.write(text, () => resolve()));
  socket.destroy();
  await stillAnswers();
  expect(api.called).toEqual([]);
});

it.each([
  ['headers', ['headersTimeout'], 'POST /v1/agents HTTP/1.1\r\nHost: localhost\r\nContent-Ty'],
  [
    'a body',
    // Node takes the shorter of the two for the headers.
    ['requestTimeout', 'headersTimeout'],
    'POST /v1/agents HTTP/1.1\r\nHost: localhost\r\nContent-Type: application/json\r\nContent-Length: 9\r\n\r\n{',
  ],
] as const)('cuts a client that never ends %s', async (_, deadlines, text) => {
  for (const deadline of deadlines) {
    expect(api.server.http[deadline]).toBeLessThanOrEqual(60_000);
    api.server.http[deadline] = 100;
  }
  const socket = connect(api.socketPort, '127.0.0.1');
  socket.write(text);
  const answer = socket.toArray();
  await once(socket, 'close');
  expect(Buffer.concat(await answer).toString()).toMatch(/^HTTP\/1.1 408 /);
  expect(api.called).toEqual([]);
  await stillAnswers();
});

it('ends a stream whose client vanishes', async () => {
  const sent = request({
    port: api.socketPort,
    path: '/v1/agents/one/logs/events',
    headers: { host: 'localhost' },
  });
  sent.on('error', () => undefined);
  sent.end();
  await once(sent, 'response');
  expect(api.streaming()).toBe(1);
  sent.destroy();
  await poll(() => api.streaming()).toBe(0);
});

it('tells clients that a host is ending, in the middle of a stream and afterwards', async () => {
  const followed = ask(api.socketPort, 'GET', '/v1/agents/one/logs/events').catch((error: unknown) => error);
  await poll(() => api.streaming()).toBe(1);
  api.server.close();
  expect(await followed).toBeInstanceOf(Error);
  const after = await ask(api.socketPort, 'GET', '/v1/agents');
  expect([after.status, after.headers['retry-after']]).toEqual([503, '1']);
});
