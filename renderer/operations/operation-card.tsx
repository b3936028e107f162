import type { Operation, OperationStep } from '../../electron/contract/operation.ts';
import { AppErrorPanel } from '../errors/app-error-panel.tsx';
import type { ErrorContext } from '../errors/error-steps.ts';
import { showFailure } from '../errors/error-steps.ts';
import { callEngine } from '../ipc/engine-host.ts';
import { Button } from '../ui/button.tsx';
import { cx } from '../ui/cx.ts';
import { type Icon, IconCheck, IconLoader2, IconMinus, IconX } from '../ui/icons.ts';
import { Progress } from '../ui/progress.tsx';
import { isActive, stepAmount, stepFraction } from './operation-view.ts';

const cancel = (operationId: string) =>
  void callEngine('operation.cancel', { operationId }).catch((thrown: unknown) =>
    showFailure('It could not be cancelled', thrown),
  );

const dismiss = (operationId: string) =>
  void callEngine('operation.dismiss', { operationId }).catch((thrown: unknown) =>
    showFailure('It could not be dismissed', thrown),
  );

/** One long piece of work: its steps with real progress, Cancel while it runs, and its error when it failed. */
export function OperationCard({ operation, context }: { operation: Operation; context?: ErrorContext }) {
  const active = isActive(operation);
  return (
    <section aria-label={operation.title} className="flex flex-col gap-2">
      <div className="flex items-center justify-between gap-3">
        <h2 className="truncate font-medium">{operation.title}</h2>
        {active ? (
          <Button
            size="sm"
            variant="ghost"
            busy={operation.status === 'cancelling'}
            onClick={() => cancel(operation.id)}
          >
            {operation.status === 'cancelling' ? 'Cancelling' : 'Cancel'}
          </Button>
        ) : (
          <Button size="sm" variant="ghost" onClick={() => dismiss(operation.id)}>
            Dismiss
          </Button>
        )}
      </div>
      <OperationSteps steps={operation.steps} />
      {operation.status === 'cancelled' && <p className="text-muted">Cancelled. Nothing was left behind.</p>}
      {operation.error && operation.status === 'failed' && (
        <AppErrorPanel
          title="This did not work"
          error={operation.error}
          context={{ agentId: operation.agentId, ...context }}
        />
      )}
    </section>
  );
}

const glyphs: Record<OperationStep['status'], { icon: Icon; className: string; word: string }> = {
  pending: { icon: IconMinus, className: 'text-subtle', word: 'to do' },
  running: { icon: IconLoader2, className: 'animate-spin text-accent', word: 'under way' },
  done: { icon: IconCheck, className: 'text-running', word: 'done' },
  failed: { icon: IconX, className: 'text-failed', word: 'failed' },
  undone: { icon: IconMinus, className: 'text-paused', word: 'undone' },
  skipped: { icon: IconMinus, className: 'text-subtle', word: 'not needed' },
};

/** The steps of an operation, each with its state in shape and word. */
export function OperationSteps({ steps }: { steps: readonly OperationStep[] }) {
  return (
    <ol aria-label="Steps" className="flex flex-col gap-1">
      {steps.map((step) => {
        const { icon: Glyph, className, word } = glyphs[step.status];
        const measured = step.status === 'running' && step.progress !== undefined;
        return (
          <li key={step.id} className="flex items-start gap-2">
            <Glyph aria-hidden size={14} stroke={2} className={cx('mt-[3px] shrink-0', className)} />
            {measured ? (
              <Progress
                label={step.detail ?? step.label}
                value={stepFraction(step)}
                detail={stepAmount(step)}
                className="min-w-0 flex-1 py-0.5"
              />
            ) : (
              <span className={cx('min-w-0', step.status === 'pending' && 'text-subtle')}>
                {step.label}
                <span className="sr-only">, {word}</span>
                {step.detail && <span className="text-sm text-subtle"> {step.detail}</span>}
              </span>
            )}
          </li>
        );
      })}
    </ol>
  );
}
