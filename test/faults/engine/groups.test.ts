import { afterAll, beforeAll, expect, it } from 'vitest';
import { Scope } from '../../../electron/lib/scope.ts';
import { answerTo, GroupedAgents, groupNetworks } from '../../harness/agents/grouped-agents.ts';
import { removeAgentsAndGateway } from '../../harness/agents/provisioning.ts';
import { appEngine } from '../../harness/engine/docker-cli.ts';
import { killEngine } from '../harness/engine-faults.ts';

const scope = new Scope();
let agents: GroupedAgents;
beforeAll(async () => {
  const engine = appEngine(scope);
  scope.add(() => removeAgentsAndGateway(engine));
  agents = await GroupedAgents.open(scope);
  await Promise.all([agents.make('ant', 'web'), agents.make('bee', 'web')]);
});
afterAll(() => scope.dispose());

it('keeps a group through a restart of the engine: its members find each other again once they run', async () => {
  expect(await answerTo('ant', 'bee')).toBe('bee');
  await killEngine();
  for (const name of ['ant', 'bee']) {
    const agentId = agents.idOf(name);
    await expect
      .poll(() => agents.client.call('agent.start', { agentId }).then(() => 'started', String))
      .toBe('started');
  }
  expect(await answerTo('ant', 'bee')).toBe('bee');
  expect(await answerTo('bee', 'ant.agents.internal')).toBe('ant');
  expect(await groupNetworks()).toBe('bulkhead-group-web');
  const drift = async () => (await agents.client.call('drift.list', {}))[agents.idOf('ant')] ?? [];
  await expect.poll(drift).toEqual([]);
});
