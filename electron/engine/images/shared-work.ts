import type { OperationStep } from '../../contract/operation.ts';
import { unlessAborted } from '../../lib/unless-aborted.ts';
import type { StepContext } from '../operations/run-steps.ts';

export interface Member {
  context: StepContext;
  /** Whether it only prepares what may be wanted: other work goes first. */
  background: boolean;
}

interface Run {
  readonly members: Set<Member>;
  readonly controller: AbortController;
  ended: Promise<{ skipped: boolean }>;
  /** The latest reports, for members that come later. */
  progress?: NonNullable<OperationStep['progress']>;
  detail?: string;
  output?: string[];
}

/**
 * Work under keys, such as the images that are being made. Whoever wants the same work at the same time joins it and
 * sees its progress. It is cancelled when nobody wants it any more, and work that is only prepared also when other work
 * is wanted.
 */
export class SharedWork {
  readonly #runs = new Map<string, Run>();

  /** Rejects with the reason of the member's signal, or as the work does. */
  async join(key: string, member: Member, work: (member: Member) => Promise<void>): Promise<void> {
    const { signal } = member.context;
    signal.throwIfAborted();
    if (!member.background) this.#cancelPrepared(key);
    let run = this.#runs.get(key);
    // A cancelled run must end before the next one of its key may begin.
    while (run?.controller.signal.aborted) {
      await run.ended.catch(() => undefined);
      signal.throwIfAborted();
      run = this.#runs.get(key);
    }
    run ??= this.#start(key, member, work);
    run.members.add(member);
    replay(run, member.context);
    const leave = () => this.#leave(run, member);
    signal.addEventListener('abort', leave, { once: true });
    try {
      const { skipped } = await unlessAborted(run.ended, signal);
      if (skipped) member.context.skip();
    } finally {
      signal.removeEventListener('abort', leave);
      run.members.delete(member);
    }
  }

  #start(key: string, { background }: Member, work: (member: Member) => Promise<void>): Run {
    const controller = new AbortController();
    const run: Run = { members: new Set(), controller, ended: Promise.resolve({ skipped: false }) };
    let skipped = false;
    const context: StepContext = {
      signal: controller.signal,
      progress: (progress) => report(run, { progress }),
      detail: (detail) => report(run, { detail }),
      output: (output) => report(run, { output }),
      skip: () => {
        skipped = true;
      },
    };
    run.ended = work({ context, background })
      .then(() => ({ skipped }))
      .finally(() => this.#runs.delete(key));
    // Every member may have left.
    run.ended.catch(() => undefined);
    this.#runs.set(key, run);
    return run;
  }

  #leave(run: Run, member: Member): void {
    run.members.delete(member);
    if (run.members.size === 0) run.controller.abort(member.context.signal.reason);
  }

  #cancelPrepared(key: string): void {
    for (const [other, { members, controller }] of this.#runs) {
      if (other !== key && [...members].every(({ background }) => background))
        controller.abort(new Error('other work goes first'));
    }
  }
}

function report(run: Run, change: Pick<Run, 'progress' | 'detail' | 'output'>): void {
  Object.assign(run, change);
  for (const { context } of run.members) replay(change, context);
}

function replay(
  { progress, detail, output }: Pick<Run, 'progress' | 'detail' | 'output'>,
  to: StepContext,
): void {
  if (progress) to.progress(progress);
  if (detail !== undefined) to.detail(detail);
  if (output) to.output(output);
}
