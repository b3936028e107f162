import { expect, it } from 'vitest';
import { sampleAgent, sampleSpec } from '../../electron/contract/agent.fixture.ts';
import { bareEgress } from '../../electron/contract/agent-spec.ts';
import { useStore } from '../store/store.ts';
import { trayStateOf } from './tray-state.ts';

const agent = (id: string, status: 'running' | 'paused') =>
  sampleAgent({ id, name: id, status, spec: sampleSpec() });

it('counts what runs and what is online, and lists what waits', () => {
  const { setAgentList, setWaiting, setEgress } = useStore.getState();
  setAgentList({ sequence: 1, agents: [agent('a', 'running'), agent('b', 'running'), agent('c', 'paused')] });
  setEgress('a', { wanted: bareEgress('off'), inForce: true });
  setEgress('b', { wanted: bareEgress('allowlist'), inForce: true });
  setWaiting(['b']);
  expect(trayStateOf(useStore.getState())).toEqual({
    running: 2,
    online: 1,
    waiting: [{ agentId: 'b', text: 'b: Waits for you' }],
  });
});
