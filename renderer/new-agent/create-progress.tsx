import { useEffect, useRef } from 'react';
import type { Operation } from '../../electron/contract/operation.ts';
import { OperationSteps } from '../operations/operation-steps.tsx';
import { Callout } from '../ui/states/callout.tsx';

/** The progress of a creation: its steps, and the bytes of a pull. */
export function CreateProgress({ operation }: { operation: Operation }) {
  const progress = useRef<HTMLElement>(null);
  // The field that had the focus is disabled meanwhile.
  useEffect(() => progress.current?.focus(), []);
  return (
    <section
      ref={progress}
      aria-label={operation.title}
      aria-live="polite"
      tabIndex={-1}
      className="flex flex-col gap-3 rounded-md border bg-surface px-3 py-3 outline-none"
    >
      <OperationSteps steps={operation.steps} />
      {operation.status === 'cancelling' && (
        <Callout tone="neutral">Cancelling: what was made so far is being removed.</Callout>
      )}
    </section>
  );
}
