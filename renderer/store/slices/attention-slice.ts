import type { SetSlice, SliceClient, SliceStore } from './slice.ts';

export interface AttentionSlice {
  /** Agents with a console that waits for a person. */
  waitingAgentIds: readonly string[];
  setWaiting(agentIds: readonly string[]): void;
}

export const createAttentionSlice = (set: SetSlice<AttentionSlice>): AttentionSlice => ({
  waitingAgentIds: [],
  setWaiting: (waitingAgentIds) => set(() => ({ waitingAgentIds })),
});

export async function loadAttention(client: SliceClient, store: SliceStore<AttentionSlice>): Promise<void> {
  store.getState().setWaiting(await client.call('attention.waiting', {}));
}

export function followAttention(client: SliceClient, store: SliceStore<AttentionSlice>): () => void {
  return client.on('attention.changed', ({ waiting }) => store.getState().setWaiting(waiting));
}
