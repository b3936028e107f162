import type { OperationStep } from '../../contract/operation.ts';

type Progress = NonNullable<OperationStep['progress']>;

export interface StepContext {
  /** Aborts when the operation is cancelled or another step fails. */
  readonly signal: AbortSignal;
  progress(progress: Progress): void;
  detail(text: string): void;
  /** Reports the last lines of output of a program in this step; each call replaces the previous lines. */
  output(lines: string[]): void;
  /** Marks the step as skipped, because it had nothing to do. */
  skip(): void;
}

export interface Step {
  id: string;
  /** Text for a person: "Create the network". */
  label: string;
  /** Ids of the steps that must finish first; without it the step starts at once, in parallel with others. */
  after?: readonly string[];
  run(context: StepContext): Promise<void>;
  /**
   * Undoes `run`, also when it finished only half of its work: it is called for every started step. Must be no error
   * when there is nothing to undo.
   */
  undo?(): Promise<void>;
}

export type StepsResult =
  | { status: 'done' }
  | { status: 'failed'; error: unknown; undoErrors: unknown[] }
  | { status: 'cancelled'; undoErrors: unknown[] };

export function pendingSteps(steps: readonly Step[]): OperationStep[] {
  return steps.map(({ id, label }) => ({ id, label, status: 'pending' }));
}

/**
 * Runs steps, each as soon as the steps in its `after` are done. The first failure, or the signal, stops the rest. Then
 * every started step is undone, the latest first; a failed undo does not prevent the others. A cancel after the last
 * step is too late, and a cancel during the undo changes nothing.
 *
 * `report` gets each change of a step. Rejects only when a step comes before one of its `after` in the list.
 */
export async function runSteps(
  steps: readonly Step[],
  signal: AbortSignal,
  report: (id: string, change: Partial<OperationStep>) => void,
): Promise<StepsResult> {
  const stop = new AbortController();
  const onAbort = () => stop.abort(signal.reason);
  signal.addEventListener('abort', onAbort, { once: true });
  if (signal.aborted) onAbort();
  const started: Step[] = [];
  let failure: { step: Step; error: unknown } | undefined;

  const runs = new Map<string, Promise<boolean>>();
  /** Resolves to whether the step is done; never rejects, so that all steps can be awaited. */
  const run = async (step: Step): Promise<boolean> => {
    const before = await Promise.all((step.after ?? []).map((id) => runs.get(id) ?? outOfOrder(step, id)));
    if (stop.signal.aborted || before.includes(false)) return false;
    started.push(step);
    report(step.id, { status: 'running' });
    let end: 'done' | 'skipped' = 'done';
    try {
      await step.run({
        signal: stop.signal,
        progress: (progress) => report(step.id, { progress }),
        detail: (detail) => report(step.id, { detail }),
        output: (output) => report(step.id, { output }),
        skip: () => {
          end = 'skipped';
        },
      });
      report(step.id, { status: end });
      return true;
    } catch (error) {
      // An error caused by the stop is not a failure of the step itself.
      if (!stop.signal.aborted) {
        failure = { step, error };
        report(step.id, { status: 'failed' });
        stop.abort(error);
      }
      return false;
    }
  };
  for (const step of steps) runs.set(step.id, run(step));
  const results = await Promise.all(runs.values());
  signal.removeEventListener('abort', onAbort);
  if (results.every(Boolean)) return { status: 'done' };

  const undoErrors: unknown[] = [];
  for (const step of started.reverse()) {
    try {
      await step.undo?.();
      if (failure?.step !== step) report(step.id, { status: 'undone' });
    } catch (error) {
      undoErrors.push(error);
      report(step.id, { status: 'failed' });
    }
  }
  return failure
    ? { status: 'failed', error: failure.error, undoErrors }
    : { status: 'cancelled', undoErrors };
}

function outOfOrder(step: Step, id: string): never {
  throw new Error(`step ${step.id} comes after ${id}, which is not before it in the list`);
}
