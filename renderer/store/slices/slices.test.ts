import { beforeEach, expect, it } from 'vitest';
import { sampleAgent, sampleSpec } from '../../../electron/contract/agent.fixture.ts';
import type { AgentStatus } from '../../../electron/contract/agent.ts';
import { bareEgress } from '../../../electron/contract/agent-spec.ts';
import type { EngineState } from '../../../electron/contract/engine.ts';
import { FakeClient } from '../fake-client.fixture.ts';
import { useStore } from '../store.ts';
import { followAgents } from './agents-slice.ts';
import { egressModeOf, followEgress, loadEgress } from './egress-slice.ts';
import { followEngine } from './engine-slice.ts';
import { followLeftovers } from './leftovers-slice.ts';
import { stopAll } from './slice.ts';

const CONNECTED = { status: 'connected' } as EngineState;
const agentList = (sequence: number, ...ids: string[]) => ({
  sequence,
  agents: ids.map((id) => sampleAgent({ id, name: id })),
});

beforeEach(() => useStore.setState(useStore.getInitialState(), true));

it('runs what needs the engine once for every time that it comes back', () => {
  const host = new FakeClient();
  let runs = 0;
  followEngine(host, useStore, () => {
    runs += 1;
  });
  host.send('engine.changed', CONNECTED);
  host.send('engine.changed', CONNECTED);
  expect(runs).toBe(1);
  host.send('engine.changed', { status: 'connecting' });
  host.send('engine.changed', CONNECTED);
  expect(runs).toBe(2);
  expect(useStore.getState().engine).toBe(CONNECTED);
});

it('loads egress as one list, whatever agents there are', async () => {
  const egress = bareEgress('full');
  const host = new FakeClient({
    'egress.list': { a: { wanted: egress, inForce: true } },
    'egress.reachability': { state: 'open' },
  });
  followEgress(host, useStore);
  followAgents(host, useStore);
  useStore.getState().setAgentList(agentList(1, 'a', 'b'));
  await loadEgress(host, useStore);
  expect(egressModeOf(useStore.getState(), 'a')).toBe('full');
  host.send('egress.changed', { agentId: 'b', state: { wanted: egress, inForce: false } });
  expect(useStore.getState().egressById.b?.inForce).toBe(false);
  expect(host.calls).toEqual(['egress.list', 'egress.reachability']);
});

it('does not show the mode of the spec while an agent runs whose gateway has not answered', () => {
  const agent = (status: AgentStatus) => ({ a: sampleAgent({ id: 'a', status, spec: sampleSpec() }) });
  const mode = (status: AgentStatus) => egressModeOf({ agentsById: agent(status), egressById: {} }, 'a');
  expect([mode('creating'), mode('running')]).toEqual(['starting', 'starting']);
  expect(mode('stopped')).toBe(sampleSpec().egress.mode);
  const egressById = { a: { wanted: bareEgress('full'), inForce: false } };
  expect(egressModeOf({ agentsById: agent('running'), egressById }, 'a')).toBe('full');
  expect(egressModeOf({ agentsById: {}, egressById }, 'b')).toBeUndefined();
});

it('shows the fleet when the agent of the last start is gone at the first list, and not when it goes later', () => {
  const { setSelectedAgent, setAgentList } = useStore.getState();
  setSelectedAgent('lost');
  setAgentList(agentList(1, 'a', 'b'));
  expect(useStore.getState().selectedAgentId).toBe(null);
  setSelectedAgent('b');
  setAgentList(agentList(2, 'a'));
  expect(useStore.getState().selectedAgentId).toBe('b');
});

it('lists the agents again when a change was missed', () => {
  const host = new FakeClient({ 'agent.list': agentList(5, 'a') });
  followAgents(host, useStore);
  useStore.getState().setAgentList(agentList(1, 'a'));
  host.send('agents.changed', { sequence: 2, upserted: [], removed: [] });
  expect(host.calls).toEqual([]);
  host.send('agents.changed', { sequence: 4, upserted: [], removed: [] });
  expect(host.calls).toEqual(['agent.list']);
});

it('asks for leftovers after a change of the agents only while there are some', () => {
  const host = new FakeClient({ 'leftovers.list': [] });
  followLeftovers(host, useStore);
  const change = { sequence: 1, upserted: [], removed: [] };
  host.send('agents.changed', change);
  expect(host.calls).toEqual([]);
  useStore.getState().setLeftovers([{ agentId: 'a', name: 'a', objects: [] }]);
  host.send('agents.changed', change);
  expect(host.calls).toEqual(['leftovers.list']);
});

it('leaves no subscription behind', () => {
  const host = new FakeClient();
  const stop = stopAll([followAgents(host, useStore), followLeftovers(host, useStore)]);
  expect(host.subscriptions).toBe(3);
  stop();
  expect(host.subscriptions).toBe(0);
});
