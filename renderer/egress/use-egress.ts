import { useEffect, useState } from 'react';
import type { EgressIntent } from '../../electron/contract/egress-intent.ts';
import type { AppError } from '../../electron/contract/error.ts';
import { callEngine } from '../ipc/engine-host.ts';
import { toAppError } from '../ipc/to-app-error.ts';
import { selectConnected } from '../store/slices/engine-slice.ts';
import { useStore } from '../store/store.ts';

/**
 * Applies the intents to the current egress at once. Resolves to the intents that undo the change of the lists. Rejects
 * with an `AppFailure` if nothing was changed.
 */
export async function changeEgress(agentId: string, ...intents: EgressIntent[]): Promise<EgressIntent[]> {
  const { state, undo } = await callEngine('egress.change', { agentId, intents });
  useStore.getState().setEgress(agentId, state);
  return undo;
}

/** Returns the agent's current egress. `choose` changes it at once; `choosing` is the intent in progress. */
export function useEgress(agentId: string) {
  const state = useStore(({ egressById }) => egressById[agentId]);
  const connected = useStore(selectConnected);
  const [error, setError] = useState<AppError>();
  const [choosing, setChoosing] = useState<EgressIntent>();
  useEffect(() => {
    if (!connected) return;
    const controller = new AbortController();
    callEngine('egress.state', { agentId }, controller.signal).then(
      (egress) => {
        if (!controller.signal.aborted) useStore.getState().setEgress(agentId, egress);
      },
      (thrown: unknown) => {
        if (!controller.signal.aborted) setError(toAppError(thrown));
      },
    );
    return () => controller.abort();
  }, [agentId, connected]);
  const choose = async (intent: EgressIntent) => {
    setChoosing(intent);
    setError(undefined);
    try {
      await changeEgress(agentId, intent);
    } catch (thrown) {
      setError(toAppError(thrown));
    } finally {
      setChoosing(undefined);
    }
  };
  return { state, error, choosing, choose };
}
