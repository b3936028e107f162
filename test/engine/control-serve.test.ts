import { once } from 'node:events';
import { readFileSync } from 'node:fs';
import { join } from 'node:path';
import { afterAll, afterEach, beforeEach, expect, it } from 'vitest';
import { Scope } from '../../electron/lib/scope.ts';
import { busyboxSpec, removeAgentsAndGateway } from '../harness/agents/provisioning.ts';
import { connectTo, dataFolder, ended, PROGRAM, startProgram, startServe } from '../harness/control/serve.ts';
import { onTerminal } from '../harness/control/terminal.ts';
import { appEngine } from '../harness/engine/docker-cli.ts';
import { testEngine } from '../harness/engine/engine.ts';

const whole = new Scope();
const engine = appEngine(whole);
let scope: Scope;
let dataPath: string;
beforeEach(() => {
  scope = new Scope();
  dataPath = dataFolder(scope);
});
afterEach(() => scope.dispose());
afterAll(async () => {
  await removeAgentsAndGateway(engine);
  await whole.dispose();
});

it('serves the contract without the app, and shows two clients each other’s changes', async () => {
  await startServe(scope, dataPath);
  const one = await connectTo(scope, dataPath);
  const two = await connectTo(scope, dataPath);
  const seen = new Promise<void>((resolve) => {
    two.on('agents.changed', ({ upserted }) => {
      if (upserted.some(({ name, status }) => name === 'served' && status === 'running')) resolve();
    });
  });
  await one.call('agent.create', { spec: busyboxSpec('served') });
  await seen;
  const { agents } = await two.call('agent.list', {});
  expect(agents).toMatchObject([{ name: 'served', status: 'running' }]);
});

it('refuses to start a second time for the same data folder, and says why', async () => {
  await startServe(scope, dataPath);
  const { code, out, err } = await ended(startProgram(scope, dataPath, ['serve']));
  expect(code).toBe(1);
  expect(out).toBe('');
  expect(err).toBe(
    `bulkhead: Bulkhead already serves ${dataPath}: the app is open, or “bulkhead serve” runs.\n`,
  );
});

it('starts again after it was killed, and ends cleanly when asked to', async () => {
  const killed = await startServe(scope, dataPath);
  killed.kill('SIGKILL');
  await once(killed, 'exit');
  const second = await startServe(scope, dataPath);
  await connectTo(scope, dataPath);
  second.kill('SIGTERM');
  expect(await once(second, 'exit')).toEqual([0, null]);
});

it('leaves nothing half-made when it is ended in the middle of a create', async () => {
  const served = await startServe(scope, dataPath);
  const client = await connectTo(scope, dataPath);
  await client.call('agent.create', { spec: busyboxSpec('ended') });
  served.kill('SIGTERM');
  expect(await once(served, 'exit')).toEqual([0, null]);
  await startServe(scope, dataPath);
  const again = await connectTo(scope, dataPath);
  expect(await again.call('leftovers.list', {})).toEqual([]);
  const { agents } = await again.call('agent.list', {});
  // The create was undone, or it had ended before the signal arrived.
  expect(agents.filter(({ name, status }) => name === 'ended' && status !== 'running')).toEqual([]);
});

it('keeps secrets encrypted with a key file over a restart, and says what to do without one', async () => {
  const key = join(dataFolder(scope), 'key');
  const set = ['secret', 'set', 'claude', '--provider', 'anthropic'];
  const first = await startServe(scope, dataPath, {}, ['--key-file', key]);
  const setting = startProgram(scope, dataPath, set, {}, 'pipe');
  setting.stdin?.end('sk-canary-0123456789\n');
  expect(await ended(setting)).toMatchObject({ code: 0, err: '' });
  first.kill('SIGTERM');
  await once(first, 'exit');
  const stored = readFileSync(join(dataPath, 'secrets.json'), 'utf8');
  expect(stored).not.toContain('canary');
  await startServe(scope, dataPath, {}, ['--key-file', key]);
  const client = await connectTo(scope, dataPath);
  const { secrets } = await client.call('secrets.list', {});
  expect(secrets).toMatchObject([{ name: 'claude', missing: false }]);
  expect(await client.call('secrets.test', { id: secrets[0]?.id ?? '' })).toEqual({ characters: 20 });
  const elsewhere = dataFolder(scope);
  const refused = startProgram(scope, elsewhere, set, {}, 'pipe');
  refused.stdin?.end('sk-canary-0123456789\n');
  expect(await ended(refused)).toMatchObject({ code: 4, err: expect.stringContaining('--key-file') });
});

it('leaves an engine to the data folder that has it, names that, and takes over when it is killed', async () => {
  const first = await startServe(scope, dataPath);
  await connectTo(scope, dataPath);
  const second = dataFolder(scope);
  const refused = await ended(startProgram(scope, second, ['ls']));
  expect(refused).toMatchObject({ out: '', err: expect.stringContaining(`BULKHEAD_DATA=${dataPath}`) });
  await startServe(scope, second);
  first.kill('SIGKILL');
  await once(first, 'exit');
  await connectTo(scope, second);
});

it('asks at its terminal what needs a person, and shows what others wrote without effect', async () => {
  const serve = onTerminal(scope, [PROGRAM, 'serve'], {
    ...process.env,
    DOCKER_HOST: testEngine().dockerHost,
    BULKHEAD_DATA: dataPath,
  });
  await serve.shows('Listening on');
  const client = await connectTo(scope, dataPath);
  const url = 'tcp://192.0.2.1:2375/\u001b[2J';
  const tested = client.call('engine.test', { url }).then(
    () => 'allowed',
    ({ error }) => error.type,
  );
  await serve.shows('tcp://192.0.2.1:2375/\\u{1b}[2J');
  serve.keys('no\n');
  expect(await tested).toBe('not-allowed');
  const request = client.call('approvals.request', {
    client: 'coder',
    action: 'create the agent “x”',
    reasons: [{ kind: 'egress', subject: 'example.com' }],
    waitMs: 60_000,
  });
  await serve.shows('egress: "example.com"');
  serve.keys('yes\n');
  await request;
  // It must have ended before its data folder is removed.
  serve.keys('\u0003');
  await serve.exit;
});
