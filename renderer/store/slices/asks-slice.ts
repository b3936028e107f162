import type { AgentAsks } from '../../../electron/contract/asks.ts';
import type { SetSlice, SliceClient, SliceStore } from './slice.ts';

export interface AsksSlice {
  /** Blocked requests that wait for a decision, by agent; an agent without any may be missing. */
  asksById: Readonly<Record<string, AgentAsks>>;
  setAllAsks(all: readonly AgentAsks[]): void;
  setAsks(asks: AgentAsks): void;
}

export const createAsksSlice = (set: SetSlice<AsksSlice>): AsksSlice => ({
  asksById: {},
  setAllAsks: (all) => set(() => ({ asksById: Object.fromEntries(all.map((asks) => [asks.agentId, asks])) })),
  setAsks: (asks) => set(({ asksById }) => ({ asksById: { ...asksById, [asks.agentId]: asks } })),
});

export async function loadAsks(client: SliceClient, store: SliceStore<AsksSlice>): Promise<void> {
  store.getState().setAllAsks(await client.call('asks.list', {}));
}

export function followAsks(client: SliceClient, store: SliceStore<AsksSlice>): () => void {
  return client.on('asks.changed', (asks) => store.getState().setAsks(asks));
}
