import type { OperationStep } from '../../electron/contract/operation.ts';
import { useNow } from '../format/use-now.ts';
import { cx } from '../ui/cx.ts';
import { type Icon, IconCheck, IconLoader2, IconMinus, IconX } from '../ui/icons.ts';
import { Progress } from '../ui/states/progress.tsx';
import { stepAmount, stepFraction, stepSeconds } from './operation-view.ts';
import { StepOutput } from './step-output.tsx';

const glyphs: Record<OperationStep['status'], { icon: Icon; className: string; word: string }> = {
  pending: { icon: IconMinus, className: 'text-subtle', word: 'to do' },
  running: { icon: IconLoader2, className: 'animate-spin text-accent', word: 'under way' },
  done: { icon: IconCheck, className: 'text-running', word: 'done' },
  failed: { icon: IconX, className: 'text-failed', word: 'failed' },
  undone: { icon: IconMinus, className: 'text-paused', word: 'undone' },
  skipped: { icon: IconMinus, className: 'text-subtle', word: 'not needed' },
};

/** How long the step has taken, and goes on while it runs. Not read out, because it changes every second. */
function StepTime({ step }: { step: OperationStep }) {
  if (step.status === 'running') return <RunningTime step={step} />;
  return step.status === 'done' ? <Time text={stepSeconds(step, 0)} /> : null;
}

function RunningTime({ step }: { step: OperationStep }) {
  return <Time text={stepSeconds(step, useNow(1_000))} />;
}

function Time({ text }: { text: string | undefined }) {
  if (text === undefined) return null;
  return (
    <span aria-hidden className="figures text-sm text-subtle">
      · {text}
    </span>
  );
}

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
            <div className="min-w-0 flex-1">
              {measured ? (
                <Progress
                  label={step.detail ?? step.label}
                  value={stepFraction(step)}
                  detail={
                    <>
                      {stepAmount(step)} <StepTime step={step} />
                    </>
                  }
                  className="py-0.5"
                />
              ) : (
                <span className={cx('min-w-0', step.status === 'pending' && 'text-subtle')}>
                  {step.label}
                  <span className="sr-only">, {word}</span>
                  {step.detail && <span className="text-sm text-subtle"> · {step.detail}</span>}{' '}
                  <StepTime step={step} />
                </span>
              )}
              {step.output && (step.status === 'running' || step.status === 'failed') && (
                <StepOutput lines={step.output} label={step.label} />
              )}
            </div>
          </li>
        );
      })}
    </ol>
  );
}
