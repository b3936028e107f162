import type { Difference } from '../../../electron/contract/isolation.ts';
import type { SetSlice, SliceClient, SliceStore } from './slice.ts';

type Drift = Readonly<Record<string, readonly Difference[]>>;

export interface DriftSlice {
  /** By agent: the differences between the agent on the engine and its settings. */
  driftById: Drift;
  setAllDrift(driftById: Drift): void;
  setDrift(agentId: string, differences: readonly Difference[]): void;
}

export const createDriftSlice = (set: SetSlice<DriftSlice>): DriftSlice => ({
  driftById: {},
  setAllDrift: (driftById) => set(() => ({ driftById })),
  setDrift: (agentId, differences) =>
    set(({ driftById }) => ({ driftById: { ...driftById, [agentId]: differences } })),
});

export async function loadDrift(client: SliceClient, store: SliceStore<DriftSlice>): Promise<void> {
  store.getState().setAllDrift(await client.call('drift.list', {}));
}

export function followDrift(client: SliceClient, store: SliceStore<DriftSlice>): () => void {
  return client.on('drift.changed', ({ agentId, differences }) =>
    store.getState().setDrift(agentId, differences),
  );
}
