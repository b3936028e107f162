import { afterAll, beforeAll, expect, it } from 'vitest';
import { Scope } from '../../electron/lib/scope.ts';
import { addressOf, answerTo, GroupedAgents, groupNetworks } from '../harness/agents/grouped-agents.ts';
import { inAgent, removeAgentsAndGateway } from '../harness/agents/provisioning.ts';
import { failed } from '../harness/agents/verification-fixture.ts';
import { appEngine, docker } from '../harness/engine/docker-cli.ts';

const WEB = 'bulkhead-group-web';
const scope = new Scope();
let agents: GroupedAgents;
beforeAll(async () => {
  const engine = appEngine(scope);
  scope.add(() => removeAgentsAndGateway(engine));
  agents = await GroupedAgents.open(scope);
  // Two members are made at the same moment: one of them makes the network.
  await Promise.all([agents.make('ant', 'web'), agents.make('bee', 'web'), agents.make('cow', null, 'full')]);
});
afterAll(() => scope.dispose());

it('lets members reach each other by name, and nobody else', async () => {
  expect(await answerTo('ant', 'bee')).toBe('bee');
  expect(await answerTo('bee', 'ant.agents.internal')).toBe('ant');
  expect(await inAgent('ant', 'echo $NO_PROXY')).toContain('.agents.internal');
  expect(await answerTo('cow', 'ant')).not.toBe('ant');
  expect(await answerTo('cow', await addressOf('ant', WEB))).not.toBe('ant');
  expect(await answerTo('ant', await addressOf('cow', `bulkhead-${agents.idOf('cow')}`))).not.toBe('cow');
  // Engines before 25 leave a default route to nowhere; it stays on the agent's own network.
  expect(await inAgent('ant', 'ip route')).not.toMatch(/default .* eth1/);
  expect(await docker('network', 'inspect', '-f', '{{.Internal}} {{.EnableIPv6}}', WEB)).toBe('true false');
});

it('is shown as a weakness, and verified as intended', async () => {
  expect((await agents.posture('ant')).findings).toContainEqual(
    expect.objectContaining({ id: 'network.group', severity: 'weak', title: 'In the group “web” with bee' }),
  );
  const probes = await agents.verify('ant');
  expect(failed(probes)).toEqual([]);
  expect(probes.get('group')).toMatchObject({
    verdict: 'pass',
    observed: 'Reached bulkhead-bee, as intended',
  });
  for (const id of ['networks', 'others', 'bridge', 'public'])
    expect(probes.get(id), id).toMatchObject({ verdict: 'pass' });
  expect((await agents.verify('cow')).get('others')).toMatchObject({ verdict: 'pass' });
});

it('fails the verification of both sides when an agent is connected to a group by hand', async () => {
  await docker('network', 'connect', WEB, 'bulkhead-cow');
  expect((await agents.verify('ant')).get('others')).toMatchObject({ verdict: 'fail' });
  expect(failed(await agents.verify('cow'))).toEqual(['networks', 'others']);
  await expect
    .poll(async () => (await agents.client.call('drift.list', {}))[agents.idOf('cow')] ?? [])
    .toMatchObject([{ id: `network.${WEB}`, remedy: 'live' }]);
  await agents.client.call('drift.restore', { agentId: agents.idOf('cow'), recreate: false });
  expect(await answerTo('cow', 'ant')).not.toBe('ant');
  expect(await answerTo('ant', 'bee')).toBe('bee');
});

it('is joined, followed by a rename, and left while the agent runs', async () => {
  await agents.changeGroup('cow', 'web');
  expect(await agents.shownGroup('cow')).toBe('web');
  expect(await answerTo('ant', 'cow')).toBe('cow');
  const agentId = agents.idOf('cow');
  await agents.client.call('agent.rename', { agentId, name: 'calf' });
  expect(await answerTo('ant', 'calf')).toBe('cow');
  await agents.client.call('agent.rename', { agentId, name: 'cow' });
  await agents.changeGroup('cow', null);
  expect(await agents.shownGroup('cow')).toBeNull();
  expect(await answerTo('cow', 'ant')).not.toBe('ant');
});

it('is no drift of its members while another one is being made', async () => {
  const seen: string[] = [];
  const forget = agents.client.on('drift.changed', ({ agentId, differences }) => {
    if (agentId === agents.idOf('ant')) seen.push(...differences.map(({ actual }) => actual));
  });
  await agents.make('fly', 'web');
  await agents.remove('fly');
  forget();
  expect(seen).toEqual([]);
});

it('stays through a new container and a restart', async () => {
  const agentId = agents.idOf('bee');
  const change = { isolation: { readOnlyRoot: false }, keepWritableLayer: true };
  await agents.run(() => agents.client.call('agent.recreate', { agentId, change }));
  await agents.client.call('agent.restart', { agentId: agents.idOf('ant') });
  expect(await answerTo('ant', 'bee')).toBe('bee');
  expect(await answerTo('bee', 'ant')).toBe('ant');
});

it('ends with its last member, stopped ones included', async () => {
  await Promise.all([agents.make('dog', 'pets'), agents.make('eel', 'pets')]);
  await agents.client.call('agent.stop', { agentId: agents.idOf('dog') });
  await agents.remove('eel');
  expect(await groupNetworks()).toContain('bulkhead-group-pets');
  await agents.remove('dog');
  expect(await groupNetworks()).not.toContain('bulkhead-group-pets');
});
