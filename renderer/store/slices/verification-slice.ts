import type { VerificationState } from '../../../electron/contract/isolation.ts';
import type { SetSlice, SliceClient, SliceStore } from './slice.ts';

export interface VerificationSlice {
  /** Verifications by agent; an agent that was never verified is missing. */
  verificationById: Readonly<Record<string, VerificationState>>;
  setAllVerification(verificationById: Readonly<Record<string, VerificationState>>): void;
  setVerification(agentId: string, state: VerificationState): void;
}

export const createVerificationSlice = (set: SetSlice<VerificationSlice>): VerificationSlice => ({
  verificationById: {},
  setAllVerification: (verificationById) => set(() => ({ verificationById })),
  setVerification: (agentId, state) =>
    set(({ verificationById }) => ({ verificationById: { ...verificationById, [agentId]: state } })),
});

export async function loadVerification(
  client: SliceClient,
  store: SliceStore<VerificationSlice>,
): Promise<void> {
  store.getState().setAllVerification(await client.call('verification.list', {}));
}

export function followVerification(client: SliceClient, store: SliceStore<VerificationSlice>): () => void {
  return client.on('verification.changed', ({ agentId, state }) =>
    store.getState().setVerification(agentId, state),
  );
}
