import { join } from 'node:path';
import { afterEach, beforeEach, expect, it } from 'vitest';
import { Scope } from '../../electron/lib/scope.ts';
import { busyboxSpec, removeAgentsAndGateway } from '../harness/agents/provisioning.ts';
import { curl } from '../harness/control/curl.ts';
import { connectTo, dataFolder, startServe } from '../harness/control/serve.ts';
import { appEngine, docker } from '../harness/engine/docker-cli.ts';
import { testEngine } from '../harness/engine/engine.ts';
import { Doorway } from '../harness/engine/engine-doorway.ts';

let scope: Scope;
beforeEach(() => {
  scope = new Scope();
  const engine = appEngine(scope);
  scope.add(() => removeAgentsAndGateway(engine));
});
afterEach(() => scope.dispose());

it('answers with a clear error when the engine goes away in the middle, and leaves nothing half-made', async () => {
  const dataPath = dataFolder(scope);
  const doorway = new Doorway(join(dataPath, 'engine.sock'), testEngine().dockerHost);
  scope.add(() => doorway.shut());
  await doorway.open();
  await startServe(scope, dataPath, { DOCKER_SOCKET: doorway.path });
  const client = await connectTo(scope, dataPath);
  const post = (path: string, body: object) =>
    curl(
      dataPath,
      ...['-X', 'POST', '-H', 'Content-Type: application/json', '-d', JSON.stringify(body)],
      `http://localhost${path}`,
    );
  const { operationId } = await client.call('agent.create', { spec: busyboxSpec('lost') });
  const statusOf = async (id: string) =>
    (await client.call('operation.list', {})).find((each) => each.id === id)?.status;
  await expect.poll(() => statusOf(operationId)).toBe('done');

  const called = post('/v1/agents/lost/exec', { command: ['sleep', '1000'] });
  await expect.poll(() => docker('top', 'bulkhead-lost')).toContain('sleep 1000');
  const creating = await client.call('agent.create', { spec: busyboxSpec('half') });
  await doorway.shut();
  const lost = await called;
  expect([lost.status, lost.json()]).toMatchObject([503, { code: 'SOCKET_ERROR' }]);
  expect((await post('/v1/agents/lost/stop', {})).status).toBe(503);

  await doorway.open();
  await connectTo(scope, dataPath);
  await expect.poll(() => statusOf(creating.operationId)).not.toBe('running');
  await expect.poll(() => client.call('leftovers.list', {})).toEqual([]);
  const { agents } = await client.call('agent.list', {});
  // The create was undone, or it had ended before the engine went away.
  expect(agents.filter(({ name, status }) => name === 'half' && status !== 'running')).toEqual([]);
  expect((await post('/v1/agents/lost/stop', {})).status).toBe(204);
});
