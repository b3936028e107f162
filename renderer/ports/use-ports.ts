import { useEffect, useState } from 'react';
import type { AppError } from '../../electron/contract/error.ts';
import type { PortMapping } from '../../electron/contract/ports.ts';
import { callEngine } from '../ipc/engine-host.ts';
import { toAppError } from '../ipc/to-app-error.ts';
import { selectConnected } from '../store/slices/engine-slice.ts';
import { useStore } from '../store/store.ts';

/** An agent's published ports, kept current. `publish` publishes exactly the given ports and resolves to its success. */
export function usePorts(agentId: string) {
  const ports = useStore(({ portsById }) => portsById[agentId]);
  const connected = useStore(selectConnected);
  const [error, setError] = useState<AppError>();
  const [busy, setBusy] = useState(false);
  useEffect(() => {
    if (!connected) return;
    const controller = new AbortController();
    callEngine('ports.list', { agentId }, controller.signal).then(
      (listed) => {
        if (!controller.signal.aborted) useStore.getState().setPorts(agentId, listed);
      },
      (thrown: unknown) => {
        if (!controller.signal.aborted) setError(toAppError(thrown));
      },
    );
    return () => controller.abort();
  }, [agentId, connected]);
  const publish = async (mappings: readonly PortMapping[]): Promise<boolean> => {
    setBusy(true);
    setError(undefined);
    try {
      useStore.getState().setPorts(agentId, await callEngine('ports.set', { agentId, ports: [...mappings] }));
      return true;
    } catch (thrown) {
      setError(toAppError(thrown));
      return false;
    } finally {
      setBusy(false);
    }
  };
  return { ports, error, busy, publish };
}
