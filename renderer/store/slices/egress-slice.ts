import type { EgressMode } from '../../../electron/contract/egress-mode.ts';
import type { EgressState } from '../../../electron/contract/isolation.ts';
import type { Reachability } from '../../../electron/contract/reachability.ts';
import type { AgentsSlice } from './agents-slice.ts';
import { type SetSlice, type SliceClient, type SliceStore, stopAll } from './slice.ts';

export interface EgressSlice {
  /** The egress in force by agent; an agent that the gateway does not know yet is missing. */
  egressById: Readonly<Record<string, EgressState>>;
  reachability: Reachability;
  setReachability(reachability: Reachability): void;
  setAllEgress(egressById: Readonly<Record<string, EgressState>>): void;
  setEgress(agentId: string, state: EgressState): void;
}

export const createEgressSlice = (set: SetSlice<EgressSlice>): EgressSlice => ({
  egressById: {},
  reachability: { state: 'unknown' },
  setReachability: (reachability) => set(() => ({ reachability })),
  setAllEgress: (egressById) => set(() => ({ egressById })),
  setEgress: (agentId, state) =>
    set(({ egressById }) => ({ egressById: { ...egressById, [agentId]: state } })),
});

/**
 * The mode at the gateway. Before the gateway has answered, `starting` for an agent that runs, because its mode is not
 * known yet, and the mode of the spec for one that does not.
 */
export function egressModeOf(
  state: Pick<EgressSlice & AgentsSlice, 'agentsById' | 'egressById'>,
  agentId: string,
): EgressMode | 'starting' | undefined {
  const known = state.egressById[agentId]?.wanted.mode;
  const agent = state.agentsById[agentId];
  if (known || !agent?.spec) return known;
  return agent.status === 'running' || agent.status === 'creating' ? 'starting' : agent.spec.egress.mode;
}

export async function loadEgress(client: SliceClient, store: SliceStore<EgressSlice>): Promise<void> {
  const [egressById, reachability] = await Promise.all([
    client.call('egress.list', {}),
    client.call('egress.reachability', {}),
  ]);
  store.getState().setAllEgress(egressById);
  store.getState().setReachability(reachability);
}

export const selectReachability = (state: EgressSlice): Reachability => state.reachability;

export function followEgress(client: SliceClient, store: SliceStore<EgressSlice>): () => void {
  return stopAll([
    client.on('egress.changed', ({ agentId, state }) => store.getState().setEgress(agentId, state)),
    client.on('egress.reachability-changed', (state) => store.getState().setReachability(state)),
  ]);
}
