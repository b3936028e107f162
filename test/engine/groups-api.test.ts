import { afterAll, beforeAll, expect, it } from 'vitest';
import { Scope } from '../../electron/lib/scope.ts';
import { groupNetworks } from '../harness/agents/grouped-agents.ts';
import { removeAgentsAndGateway } from '../harness/agents/provisioning.ts';
import { curl } from '../harness/control/curl.ts';
import { connectTo, dataFolder, startServe } from '../harness/control/serve.ts';
import { appEngine, docker } from '../harness/engine/docker-cli.ts';

const scope = new Scope();
let dataPath: string;
beforeAll(async () => {
  const engine = appEngine(scope);
  scope.add(() => removeAgentsAndGateway(engine));
  dataPath = dataFolder(scope);
  await startServe(scope, dataPath, { DOCKER_NETWORK: 'parallax-agents' });
  await connectTo(scope, dataPath);
});
afterAll(() => scope.dispose());

async function spawn(body: object): Promise<void> {
  const answer = await curl(
    dataPath,
    ...['-X', 'POST', 'http://localhost:3200/agents', '-H', 'Content-Type: application/json'],
    ...['-d', JSON.stringify({ type: 'shell', ...body })],
  );
  expect(answer.status, answer.text).toBe(201);
}

const SERVER = `require('http').createServer((_, answer) => answer.end('from agent-2')).listen(8080)`;
/** What agent-1 reads at a host, over the environment's proxy where the environment says so. */
const fetched = (host: string) => {
  const program = `fetch('http://${host}:8080').then((answer) => answer.text()).then(console.log, console.log)`;
  return docker('exec', 'bulkhead-agent-1', 'node', '-e', program);
};

it('puts agents into the group of the request, or into the default one', async () => {
  await spawn({ name: 'agent-1', network: 'custom-network' });
  await spawn({ name: 'agent-2', network: 'custom-network' });
  await spawn({ name: 'agent-3' });
  expect((await groupNetworks()).split('\n')).toEqual(
    expect.arrayContaining(['bulkhead-group-custom-network', 'bulkhead-group-parallax-agents']),
  );
  await docker('exec', '-d', 'bulkhead-agent-2', 'node', '-e', SERVER);
  await expect.poll(() => fetched('agent-2.agents.internal')).toBe('from agent-2');
  expect(await fetched('agent-3.agents.internal')).not.toBe('from agent-2');
});

it('takes an agent out of its group, and forgets a group without members', async () => {
  await spawn({ name: 'agent-4', network: 'short-lived' });
  expect(await groupNetworks()).toContain('short-lived');
  const patch = await curl(
    dataPath,
    ...['-X', 'PATCH', 'http://localhost/v1/agents/agent-4', '-H', 'Content-Type: application/json'],
    ...['-d', JSON.stringify({ group: null })],
  );
  expect(patch.status, patch.text).toBe(204);
  expect(await groupNetworks()).not.toContain('short-lived');
});
