import { useEffect, useState } from 'react';
import type { AppError } from '../../electron/contract/error.ts';
import { listIntent } from '../egress/egress-intents.ts';
import { changeEgress } from '../egress/use-egress.ts';
import { callEngine } from '../ipc/engine-host.ts';
import { toAppError } from '../ipc/to-app-error.ts';
import { useOperation } from '../store/use-operation.ts';
import type { Plan } from './plan.ts';

/**
 * Applies the staged changes: first domains, limits and the group, which change live, then the new container. Stops at the
 * first failure. `on.domains` and `on.grouped` are called once the domains and the group are in force, `on.recreated` once the new container runs.
 */
export function useApply(
  agentId: string,
  on: { domains?: () => void; grouped?: () => void; recreated: () => void },
) {
  const [busy, setBusy] = useState(false);
  const [error, setError] = useState<AppError>();
  const [operationId, setOperationId] = useState<string>();
  const operation = useOperation(operationId);
  const status = operation?.status;

  // biome-ignore lint/correctness/useExhaustiveDependencies: once per operation that ends well
  useEffect(() => {
    if (status === 'done') on.recreated();
  }, [status]);

  const apply = async (
    plan: Plan,
    options: { domainsBefore: readonly string[]; keepWritableLayer: boolean },
  ) => {
    setBusy(true);
    setError(undefined);
    setOperationId(undefined);
    try {
      if (plan.domains) {
        await changeEgress(agentId, listIntent('change-domains', options.domainsBefore, plan.domains));
        on.domains?.();
      }
      if (plan.resources)
        await callEngine('agent.update', { agentId, change: { resources: plan.resources } });
      if (plan.group) {
        await callEngine('agent.update', { agentId, change: { resources: {}, group: plan.group.name } });
        on.grouped?.();
      }
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
