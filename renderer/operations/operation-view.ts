import type { Operation, OperationStep } from '../../electron/contract/operation.ts';
import { formatBytes } from '../format/quantity.ts';

/** Whether an operation is still in progress, so that it can be cancelled. */
export function isActive({ status }: Pick<Operation, 'status'>): boolean {
  return status === 'running' || status === 'cancelling';
}

/** The step to show: the running one, else the failed one, else the last finished one. */
export function currentStep(steps: readonly OperationStep[]): OperationStep | undefined {
  return (
    steps.find(({ status }) => status === 'running') ??
    steps.find(({ status }) => status === 'failed') ??
    steps.findLast(({ status }) => status === 'done')
  );
}

/** How much of a step is done, from 0 to 1, or undefined while its size is unknown. */
export function stepFraction({ progress }: Pick<OperationStep, 'progress'>): number | undefined {
  if (!progress || progress.total === undefined || progress.total === 0) return undefined;
  return Math.min(1, progress.done / progress.total);
}

/** "38 of 90.6 MiB", "3 of 7", "38 MiB". */
export function stepAmount({ progress }: Pick<OperationStep, 'progress'>): string | undefined {
  if (!progress) return undefined;
  const say = progress.unit === 'bytes' ? formatBytes : String;
  return progress.total === undefined
    ? say(progress.done)
    : `${say(progress.done)} of ${say(progress.total)}`;
}

/** How long a step has taken: "12 s", "1 min 5 s". Undefined below one second, and before the step. */
export function stepSeconds(
  { startedAt, finishedAt }: Pick<OperationStep, 'startedAt' | 'finishedAt'>,
  now: number,
): string | undefined {
  if (startedAt === undefined) return undefined;
  const seconds = Math.floor(((finishedAt ?? now) - startedAt) / 1000);
  if (seconds < 1) return undefined;
  return seconds < 60 ? `${seconds} s` : `${Math.floor(seconds / 60)} min ${seconds % 60} s`;
}

/** The active operations, then the failed ones, newest first. What was only prepared is made again when it is wanted. */
export function openOperations(operations: readonly Operation[]): Operation[] {
  return operations
    .filter(
      (operation) =>
        isActive(operation) || (operation.status === 'failed' && operation.kind !== 'prepare-image'),
    )
    .sort((one, other) => Number(isActive(other)) - Number(isActive(one)) || other.startedAt - one.startedAt);
}
