import { once } from 'node:events';
import { afterAll, beforeAll, expect, it } from 'vitest';
import { WebSocket } from 'ws';
import type { Agent } from '../../electron/contract/agent.ts';
import { controlPlaceOf } from '../../electron/control/control-place.ts';
import { Scope } from '../../electron/lib/scope.ts';
import { busyboxSpec, removeAgentsAndGateway } from '../harness/agents/provisioning.ts';
import { type CurlAnswer, curl } from '../harness/control/curl.ts';
import { connectTo, dataFolder, startServe } from '../harness/control/serve.ts';
import { appEngine, docker } from '../harness/engine/docker-cli.ts';

const scope = new Scope();
let dataPath: string;
beforeAll(async () => {
  const engine = appEngine(scope);
  scope.add(() => removeAgentsAndGateway(engine));
  dataPath = dataFolder(scope);
  await startServe(scope, dataPath);
  await connectTo(scope, dataPath);
});
afterAll(() => scope.dispose());

const json = ['-H', 'Content-Type: application/json'];
const get = (path: string, ...args: string[]) => curl(dataPath, ...args, `http://localhost${path}`);
const send = (method: string, path: string, body: unknown, ...args: string[]) =>
  get(path, '-X', method, ...json, '-d', JSON.stringify(body), ...args);

/** Waits for the end of the operation that an answer names. */
async function done(answer: CurlAnswer): Promise<void> {
  expect(answer.status, answer.text).toBe(202);
  const location = answer.headers.location ?? '';
  await expect.poll(async () => (await get(location)).json()).toMatchObject({ status: 'done' });
}

const create = (name: string, ...args: string[]) =>
  send('POST', '/v1/agents', { spec: busyboxSpec(name) }, ...args);

it('creates an agent once for one Idempotency-Key, and works in it', async () => {
  const key = ['-H', 'Idempotency-Key: one'];
  const first = await create('worker', ...key);
  expect((await create('worker', ...key)).text).toBe(first.text);
  expect((await create('other', ...key)).status).toBe(422);
  await done(first);

  const run = async (body: object) => (await send('POST', '/v1/agents/worker/exec', body)).json();
  expect(await run({ command: ['sh', '-c', 'cat; echo no >&2; exit 3'], input: 'yes' })).toEqual({
    exitCode: 3,
    stdout: 'yes',
    stderr: 'no\n',
    timedOut: false,
    truncated: false,
  });
  expect(await run({ command: ['sleep', '1000'], timeoutMs: 100 })).toMatchObject({
    exitCode: null,
    timedOut: true,
  });
  expect(await docker('exec', 'bulkhead-worker', 'ps')).not.toContain('sleep 1000');
  expect(await run({ command: ['head', '-c', '100', '/dev/zero'], maximumBytes: 10 })).toMatchObject({
    truncated: true,
    stdout: '\0'.repeat(10),
  });
  expect(await run({ command: ['no-such-program'] })).toMatchObject({
    status: 422,
    error: 'command-not-found',
    field: 'command',
  });
});

it('opens a terminal over a WebSocket', async () => {
  const { path } = controlPlaceOf(dataPath);
  // The engine changes the size beside the input, so the program waits for it.
  const program =
    'read line; until [ "$(stty size)" = "40 100" ]; do sleep 0.1; done; echo resized $line; exit 4';
  const query = `columns=91&rows=33&command=${encodeURIComponent(program)}`;
  const socket = new WebSocket(`ws+unix:${path}:/v1/agents/worker/consoles?${query}`);
  let output = '';
  const texts: unknown[] = [];
  socket.on('message', (data: Buffer, isBinary) => {
    if (isBinary) output += data.toString();
    else texts.push(JSON.parse(data.toString()));
  });
  socket.on('open', () => {
    socket.send('{"type":"resize","columns":100,"rows":40}');
    socket.send(Buffer.from('typed\r'));
  });
  const [code] = await once(socket, 'close');
  expect([code, texts]).toEqual([1000, [{ type: 'exit', exitCode: 4 }]]);
  expect(output).toContain('resized typed\r\n');
});

it('changes an agent only as it was read', async () => {
  const read = await get('/v1/agents/worker');
  const change = { resources: { memoryBytes: 300 * 1024 * 1024 } };
  const match = (etag = '') => ['-H', `If-Match: ${etag}`];
  const patch = (...args: string[]) => send('PATCH', '/v1/agents/worker', change, ...args);
  // Of two that read the same state, one changes it.
  const both = await Promise.all([1, 2].map(() => patch(...match(`"other", ${read.headers.etag}`))));
  expect(both.map(({ status }) => status).sort()).toEqual([204, 412]);
  const { limits } = (await get('/v1/agents/worker')).json() as Agent;
  expect(limits.memoryBytes).toBe(300 * 1024 * 1024);
  const before = match((await get('/v1/agents/worker')).headers.etag);
  const publish = () =>
    send('PUT', '/v1/agents/worker/ports', { ports: [{ containerPort: 80, hostPort: null }] }, ...before);
  expect((await publish()).status).toBe(200);
  expect((await publish()).status).toBe(412);
});

it('lists agents a page at a time', async () => {
  await done(await create('second'));
  const page = async (query: string) =>
    (await get(`/v1/agents?${query}`)).json() as { items: Agent[]; next: string | null };
  const first = await page('limit=1');
  expect(first.items.map(({ name }) => name)).toEqual(['worker']);
  const second = await page(`limit=1&cursor=${first.next}`);
  expect(second).toMatchObject({ items: [{ name: 'second' }], next: null });
});

it('starts, stops, pauses, and says what is wrong', async () => {
  const act = async (what: string) => (await get(`/v1/agents/second/${what}`, '-X', 'POST')).status;
  expect([await act('pause'), await act('unpause'), await act('stop')]).toEqual([204, 204, 204]);
  const refused = await send('POST', '/v1/agents/second/exec', { command: ['true'] });
  expect(refused.headers['content-type']).toBe('application/problem+json');
  expect(refused.json()).toMatchObject({
    type: 'urn:bulkhead:problem:not-running',
    status: 409,
    actions: [{ kind: 'start-agent' }],
  });
  await done(await get('/v1/agents/second?deleteWorkspace=true', '-X', 'DELETE'));
  expect((await get('/v1/agents/second')).status).toBe(404);
});

it('shows logs, egress, changes, posture and statistics', async () => {
  await send('POST', '/v1/agents/worker/exec', { command: ['sh', '-c', 'echo hello > /proc/1/fd/1'] });
  await expect.poll(async () => (await get('/v1/agents/worker/logs')).text).toContain('hello\n');
  expect((await get('/v1/agents/worker/egress')).json()).toMatchObject({ inForce: true });
  const intents = { intents: [{ type: 'set-mode', mode: 'off' }] };
  expect((await send('POST', '/v1/agents/worker/egress/intents', intents)).json()).toMatchObject({
    state: { wanted: { mode: 'off' }, inForce: true },
  });
  expect((await get('/v1/agents/worker/posture')).json()).toHaveProperty('level');
  expect((await get('/v1/agents/worker/snapshots')).json()).toEqual([]);
  const metrics = async () => (await get('/metrics')).text;
  await expect
    .poll(metrics)
    .toMatch(/^bulkhead_agent_memory_usage_bytes\{agent="\w+",name="worker",type="custom"\} \d/m);
  expect(await metrics()).toContain('bulkhead_agents{status="running"} 1\n');
});

it('makes nothing of a request that it refuses', async () => {
  const bad = { spec: { ...busyboxSpec('bad'), HostConfig: { Privileged: true } } };
  expect((await send('POST', '/v1/agents', bad)).json()).toMatchObject({
    status: 400,
    field: 'spec.HostConfig',
  });
  expect((await get('/v1/agents/bad')).status).toBe(404);
});
