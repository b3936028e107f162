import type { IncomingMessage } from 'node:http';
import { afterEach, beforeEach, expect, it } from 'vitest';
import { WebSocket } from 'ws';
import { HIGH_WATER_BYTES } from '../contract/flow.ts';
import type { Scope as TokenScope } from '../contract/token.ts';
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

async function bearerOf(granted: TokenScope): Promise<Record<string, string>> {
  const { value } = await api.tokens.create({ name: granted, scope: granted, roots: [], lifetimeMs: null });
  return { authorization: `Bearer ${value}` };
}

const CONSOLE = '/v1/agents/one/consoles';

function connect(headers: Record<string, string>, path = CONSOLE) {
  const socket = new WebSocket(`ws://127.0.0.1:${api.port}${path}`, {
    headers: { host: `localhost:${api.port}`, ...headers },
  });
  scope.add(() => socket.terminate());
  const binary: string[] = [];
  const texts: unknown[] = [];
  socket.on('message', (data: Buffer, isBinary) => {
    if (isBinary) binary.push(data.toString());
    else texts.push(JSON.parse(data.toString()));
  });
  // A refused connection also has an error, which says nothing more.
  socket.on('error', () => undefined);
  const opened = new Promise<void>((resolve) => socket.once('open', () => resolve()));
  const closed = new Promise<{ code: number; reason: string }>((resolve) =>
    socket.once('close', (code, reason) => resolve({ code, reason: String(reason) })),
  );
  return { socket, binary, texts, closed, opened };
}

/** The answer to a connection that is refused. */
function refused(headers: Record<string, string>, path = CONSOLE): Promise<IncomingMessage> {
  const { socket } = connect(headers, path);
  return new Promise((resolve) =>
    socket.once('unexpected-response', (_request, answer: IncomingMessage) => {
      answer.resume();
      resolve(answer);
    }),
  );
}

it('carries bytes, sizes and the exit code', async () => {
  const run = await bearerOf('run');
  const { socket, binary, texts, closed, opened } = connect(
    run,
    `${CONSOLE}?columns=100&rows=30&command=top`,
  );
  await opened;
  socket.send(Buffer.from('hello ✓'));
  await poll(() => binary.join('')).toBe('hello ✓');
  socket.send(JSON.stringify({ type: 'resize', columns: 120, rows: 40 }));
  await poll(() => api.resized).toEqual(['100x30 sh -c top', '120x40']);
  socket.send(Buffer.from('q'));
  expect(await closed).toEqual({ code: 1000, reason: '' });
  expect(texts).toEqual([{ type: 'exit', exitCode: 7 }]);
  expect(api.recorded).toEqual([
    { caller: 'token:run', method: 'GET', route: '/v1/agents/{agent}/consoles', agent: 'one', status: 101 },
  ]);
});

it('lets much input wait in the client until the program reads', async () => {
  const { socket, opened } = connect(await bearerOf('run'));
  await opened;
  const frame = Buffer.alloc(64 * 1024, '~');
  const frames = 300;
  for (let n = 0; n < frames; n += 1) socket.send(frame);
  await poll(() => api.unread.bytes).toBeGreaterThan(HIGH_WATER_BYTES);
  for (let n = 0; n < 5; n += 1) await ask(api.socketPort, 'GET', '/v1/agents');
  expect(api.unread.bytes).toBeLessThanOrEqual(HIGH_WATER_BYTES + 2 * frame.length);
  api.unread.readAll();
  await poll(() => api.unread.total).toBe(frames * frame.length);
});

it('ends the program when the client vanishes, and leaves it running when it detaches', async () => {
  const run = await bearerOf('run');
  const vanishing = connect(run);
  await vanishing.opened;
  await poll(() => api.resized).toHaveLength(1);
  vanishing.socket.terminate();
  await poll(() => api.called).toEqual(['console closed']);
  const detaching = connect(run);
  await detaching.opened;
  detaching.socket.send('{"type":"detach"}');
  expect((await detaching.closed).code).toBe(1000);
  expect(detaching.texts).toEqual([{ type: 'exit', exitCode: null }]);
  expect(api.called).toEqual(['console closed']);
});

it('tells a failure as a problem', async () => {
  const { socket, texts, closed, opened } = connect(await bearerOf('run'));
  await opened;
  socket.send(Buffer.from('!'));
  expect((await closed).code).toBe(1011);
  expect(texts).toMatchObject([{ type: 'problem', problem: { error: 'container-gone', status: 410 } }]);
});

it.each(['no JSON', '{"type":"resize","columns":0,"rows":1}', '{"type":"data"}', '[]', 'null'])(
  'closes the connection for the message %j',
  async (message) => {
    const { socket, closed, opened } = connect(await bearerOf('run'));
    await opened;
    socket.send(message);
    expect((await closed).code).toBe(1008);
    await poll(() => api.called).toEqual(['console closed']);
  },
);

it('closes the connection for a frame that is too large', async () => {
  const { socket, closed, opened } = connect(await bearerOf('run'));
  await opened;
  socket.send(Buffer.alloc(256 * 1024 + 1));
  expect((await closed).code).toBe(1009);
});

it.each([
  ['without a token', 401, null, CONSOLE],
  ['with a scope that only reads', 403, 'read', CONSOLE],
  ['for an agent that does not exist', 404, 'run', '/v1/agents/none/consoles'],
  ['with a size that is none', 400, 'run', `${CONSOLE}?columns=x`],
  ['with an unknown parameter', 400, 'run', `${CONSOLE}?user=root`],
  ['for a route that takes none', 400, 'run', '/v1/agents'],
  ['for the windows’ contract', 404, 'run', '/v1/rpc'],
] as const)('refuses a connection %s', async (_, status, granted, path) => {
  const answer = await refused(granted === null ? {} : await bearerOf(granted), path);
  expect([answer.statusCode, answer.headers['content-type']]).toEqual([status, 'application/problem+json']);
  expect(api.resized).toEqual([]);
});

it('refuses a web page’s connection', async () => {
  const answer = await refused({ ...(await bearerOf('run')), origin: 'http://localhost' });
  expect(answer.statusCode).toBe(403);
});

it('refuses more consoles of one caller than the limit, and admits one again after another has closed', async () => {
  const run = await bearerOf('run');
  const consoles = await Promise.all(
    Array.from({ length: 64 }, async () => {
      const one = connect(run);
      await one.opened;
      return one;
    }),
  );
  expect((await refused(run)).statusCode).toBe(429);
  consoles[0]?.socket.close();
  await consoles[0]?.closed;
  await poll(() => api.called).toEqual(['console closed']);
  await connect(run).opened;
});

it('says without a WebSocket that one is needed', async () => {
  const answer = await ask(api.port, 'GET', CONSOLE, await bearerOf('run'));
  expect([answer.status, answer.headers.upgrade]).toEqual([426, 'websocket']);
});

it('answers a request that offers HTTP/2 as if it did not', async () => {
  const headers = { connection: 'Upgrade, HTTP2-Settings', upgrade: 'h2c', 'http2-settings': '' };
  const answer = await ask(api.port, 'GET', '/v1/agents', { ...(await bearerOf('read')), ...headers });
  expect(answer.status).toBe(200);
});
