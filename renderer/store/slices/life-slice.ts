import type { AgentLife } from '../../../electron/contract/agent-life.ts';
import { loadAll, type SetSlice, type SliceClient, type SliceStore } from './slice.ts';

export interface LifeSlice {
  /** The life of each agent; the spec holds the life of a missing agent. */
  lifeById: Readonly<Record<string, AgentLife>>;
  setAllLife(lifeById: Readonly<Record<string, AgentLife>>): void;
  setLife(agentId: string, life: AgentLife): void;
}

export const createLifeSlice = (set: SetSlice<LifeSlice>): LifeSlice => ({
  lifeById: {},
  setAllLife: (lifeById) => set(() => ({ lifeById })),
  setLife: (agentId, life) => set(({ lifeById }) => ({ lifeById: { ...lifeById, [agentId]: life } })),
});

export async function loadLife(client: SliceClient, store: SliceStore<LifeSlice>): Promise<void> {
  store.getState().setAllLife(await client.call('life.list', {}));
}

export function followLife(client: SliceClient, store: SliceStore<LifeSlice>): () => void {
  return client.on('life.changed', () => loadAll([() => loadLife(client, store)]));
}
