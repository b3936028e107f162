import { useState } from 'react';
import type { AppError } from '../../electron/contract/error.ts';
import type { Operation } from '../../electron/contract/operation.ts';
import { callEngine } from '../ipc/engine-host.ts';
import { toAppError } from '../ipc/to-app-error.ts';
import { useOperation } from '../store/use-operation.ts';
import { Progress } from '../ui/states/progress.tsx';
import { operationEnd } from './operation-end.ts';
import { currentStep, stepAmount, stepFraction } from './operation-view.ts';

export interface OperationRun {
  active: boolean;
  operation: Operation | undefined;
  error: AppError | undefined;
  start(begun: Promise<{ operationId: string }>): void;
  cancel(): void;
  reset(): void;
}

/** An operation that a dialog starts and shows. `onDone` is called when it succeeds. */
export function useOperationRun(onDone: () => void): OperationRun {
  const [active, setActive] = useState(false);
  const [operationId, setOperationId] = useState<string>();
  const [error, setError] = useState<AppError>();
  const operation = useOperation(operationId);
  const follow = async (begun: Promise<{ operationId: string }>) => {
    try {
      const { operationId: id } = await begun;
      setOperationId(id);
      const ended = await operationEnd(id);
      if (ended?.status === 'done') onDone();
      else setError(ended?.error);
    } catch (thrown) {
      setError(toAppError(thrown));
    } finally {
      setActive(false);
    }
  };
  return {
    active,
    operation,
    error,
    start: (begun) => {
      setError(undefined);
      setActive(true);
      void follow(begun);
    },
    cancel: () => {
      if (!operationId) return;
      callEngine('operation.cancel', { operationId }).catch((thrown: unknown) =>
        setError(toAppError(thrown)),
      );
    },
    reset: () => setError(undefined),
  };
}

/** The operation's current step and its progress. */
export function RunningOperation({ operation }: { operation: Operation | undefined }) {
  const step = operation && currentStep(operation.steps);
  return (
    <Progress
      label={step?.label ?? 'Starting'}
      value={step && stepFraction(step)}
      detail={step && stepAmount(step)}
    />
  );
}
