import type { Operation } from '../../electron/contract/operation.ts';
import { OperationSteps } from '../operations/operation-steps.tsx';
import { Callout } from '../ui/states/callout.tsx';

/** The progress of a creation: its steps, and the bytes of a pull. */
export function CreateProgress({ operation }: { operation: Operation }) {
  return (
    <div className="flex min-h-60 flex-col gap-3" aria-live="polite">
      <OperationSteps steps={operation.steps} />
      {operation.status === 'cancelling' && (
        <Callout tone="neutral">Cancelling: what was made so far is being removed.</Callout>
      )}
    </div>
  );
}
