import { once } from 'node:events';
import { afterAll, afterEach, beforeEach, expect, it } from 'vitest';
import { Scope } from '../../electron/lib/scope.ts';
import { busyboxSpec, removeAgentsAndGateway } from '../harness/agents/provisioning.ts';
import { connectTo, dataFolder, ended, startProgram, startServe } from '../harness/control/serve.ts';
import { appEngine } from '../harness/engine/docker-cli.ts';

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
