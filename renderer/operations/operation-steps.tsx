import type { OperationStep } from '../../electron/contract/operation.ts';
import { formatBytes } from '../../electron/contract/sizes.ts';
import { cx } from '../ui/cx.ts';
import { IconAlertTriangle, IconCheck, IconLoader2, IconMinus } from '../ui/icons.ts';
import { Progress } from '../ui/progress.tsx';

const glyphs = {
  pending: IconMinus,
  running: IconLoader2,
  done: IconCheck,
  failed: IconAlertTriangle,
  undone: IconMinus,
  skipped: IconMinus,
};

const words = {
  pending: 'waiting',
  running: 'under way',
  done: 'done',
  failed: 'failed',
  undone: 'undone',
  skipped: 'not needed',
};

/** The steps of an operation, each with its state in shape and words and, where known, its progress. */
export function OperationSteps({ steps }: { steps: readonly OperationStep[] }) {
  return (
    <ol className="flex flex-col gap-2">
      {steps.map((step) => (
        <Step key={step.id} step={step} />
      ))}
    </ol>
  );
}

function Step({ step }: { step: OperationStep }) {
  const Glyph = glyphs[step.status];
  const quiet = step.status === 'pending' || step.status === 'skipped' || step.status === 'undone';
  return (
    <li className="flex items-start gap-2">
      <Glyph
        aria-hidden
        size={14}
        stroke={2}
        className={cx(
          'mt-[3px] shrink-0',
          step.status === 'running' && 'animate-spin text-accent',
          step.status === 'done' && 'text-running',
          step.status === 'failed' && 'text-failed',
          quiet && 'text-subtle',
        )}
      />
      <div className="min-w-0 flex-1">
        <span className={cx(quiet && 'text-muted')}>{step.label}</span>{' '}
        <span className="text-sm text-subtle">{words[step.status]}</span>
        {step.status === 'running' && step.progress && (
          <Progress
            className="mt-1"
            label={step.detail ?? step.label}
            value={step.progress.total ? step.progress.done / step.progress.total : undefined}
            detail={amount(step.progress)}
          />
        )}
      </div>
    </li>
  );
}

function amount(progress: NonNullable<OperationStep['progress']>): string {
  const say = (value: number) => (progress.unit === 'bytes' ? formatBytes(value) : String(value));
  return progress.total ? `${say(progress.done)} of ${say(progress.total)}` : say(progress.done);
}
