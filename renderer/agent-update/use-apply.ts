import { useEffect, useState } from 'react';
import type { AgentEgress } from '../../electron/contract/agent-spec.ts';
import type { AppError } from '../../electron/contract/error.ts';
import { setEgress } from '../egress/use-egress.ts';
import { callEngine } from '../ipc/engine-host.ts';
import { toAppError } from '../ipc/to-app-error.ts';
import { useOperation } from '../store/use-operation.ts';
import type { Plan } from './plan.ts';

/**
 * Carries out what is staged: domains and limits first, which change live, then the new container. Stops at the
 * first failure. `onRecreated` is called once the new container runs.
 */
export function useApply(agentId: string, onRecreated: () => void) {
  const [busy, setBusy] = useState(false);
  const [error, setError] = useState<AppError>();
  const [operationId, setOperationId] = useState<string>();
  const operation = useOperation(operationId);
  const status = operation?.status;

  // biome-ignore lint/correctness/useExhaustiveDependencies: once per operation that ends well
  useEffect(() => {
    if (status === 'done') onRecreated();
  }, [status]);

  const apply = async (
    plan: Plan,
    options: { egress: AgentEgress | undefined; keepWritableLayer: boolean },
  ) => {
    setBusy(true);
    setError(undefined);
    setOperationId(undefined);
    try {
      if (plan.domains && options.egress)
        await setEgress(agentId, { ...options.egress, allowedDomains: plan.domains });
      if (plan.resources)
        await callEngine('agent.update', { agentId, change: { resources: plan.resources } });
      if (plan.recreate) {
        const change = { ...plan.recreate, keepWritableLayer: options.keepWritableLayer };
        setOperationId((await callEngine('agent.recreate', { agentId, change })).operationId);
      }
    } catch (thrown) {
      setError(toAppError(thrown));
    } finally {
      setBusy(false);
    }
  };
  const running = status === 'running' || status === 'cancelling';
  return {
    apply,
    busy: busy || running,
    operation: running ? operation : undefined,
    error: error ?? (status === 'failed' ? operation?.error : undefined),
    forget: () => {
      setError(undefined);
      setOperationId(undefined);
    },
  };
}
