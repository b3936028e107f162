import type { RpcClient } from '../../../electron/client/rpc-client.ts';
import type { Approval } from '../../../electron/contract/approvals.ts';
import type { SetSlice, SliceStore } from './slice.ts';

export interface ApprovalsSlice {
  /** Requests of programs that wait for a person, the oldest first. */
  approvals: readonly Approval[];
  setApprovals(approvals: readonly Approval[]): void;
}

export const createApprovalsSlice = (set: SetSlice<ApprovalsSlice>): ApprovalsSlice => ({
  approvals: [],
  setApprovals: (approvals) => set(() => ({ approvals })),
});

/** Tells the engine host that a person can be asked here, and follows what waits for them. */
export function followApprovals(
  client: Pick<RpcClient, 'open'>,
  store: SliceStore<ApprovalsSlice>,
): () => void {
  const set = (approvals: readonly Approval[]) => store.getState().setApprovals(approvals);
  const stream = client.open('approvals.watch', {}, { onItem: set });
  // What waited at a host that went away waits no more.
  stream.done.catch(() => undefined).finally(() => set([]));
  return () => {
    set([]);
    stream.close();
  };
}
