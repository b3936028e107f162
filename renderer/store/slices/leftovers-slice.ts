import type { CallOutput } from '../../../electron/contract/registry.ts';
import { loadAll, type SetSlice, type SliceClient, type SliceStore, stopAll } from './slice.ts';

export interface LeftoversSlice {
  /** Objects that interrupted creations left on the engine. */
  leftovers: CallOutput<'leftovers.list'>;
  setLeftovers(leftovers: CallOutput<'leftovers.list'>): void;
}

export const createLeftoversSlice = (set: SetSlice<LeftoversSlice>): LeftoversSlice => ({
  leftovers: [],
  setLeftovers: (leftovers) => set(() => ({ leftovers })),
});

export const selectLeftovers = ({ leftovers }: LeftoversSlice): CallOutput<'leftovers.list'> => leftovers;

export async function loadLeftovers(client: SliceClient, store: SliceStore<LeftoversSlice>): Promise<void> {
  store.getState().setLeftovers(await client.call('leftovers.list', {}));
}

export function followLeftovers(client: SliceClient, store: SliceStore<LeftoversSlice>): () => void {
  const reload = () => loadAll([() => loadLeftovers(client, store)]);
  return stopAll([
    client.on('leftovers.changed', reload),
    // Another program may have started an unfinished container since.
    client.on('agents.changed', () => store.getState().leftovers.length > 0 && reload()),
  ]);
}
