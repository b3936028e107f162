import { useEffect, useState } from 'react';
import type { AgentEgress } from '../../electron/contract/agent-spec.ts';
import type { AppError } from '../../electron/contract/error.ts';
import { callEngine } from '../ipc/engine-host.ts';
import { toAppError } from '../ipc/to-app-error.ts';
import { selectConnected } from '../store/engine-slice.ts';
import { useStore } from '../store/store.ts';

/** Asks the gateway for this egress now. Rejects with an `AppFailure`; the old one then stays in force. */
export async function setEgress(agentId: string, egress: AgentEgress): Promise<void> {
  useStore.getState().setEgress(agentId, await callEngine('egress.set', { agentId, egress }));
}

/** What may leave the agent's network, kept current. `choose` switches at once. */
export function useEgress(agentId: string) {
  const state = useStore(({ egressById }) => egressById[agentId]);
  const connected = useStore(selectConnected);
  const [error, setError] = useState<AppError>();
  const [choosing, setChoosing] = useState<AgentEgress>();
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
  const choose = async (egress: AgentEgress) => {
    setChoosing(egress);
    setError(undefined);
    try {
      await setEgress(agentId, egress);
    } catch (thrown) {
      setError(toAppError(thrown));
    } finally {
      setChoosing(undefined);
    }
  };
  return { state, error, choosing, choose };
}
