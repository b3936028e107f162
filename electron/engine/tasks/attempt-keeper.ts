import type { Agent } from '../../contract/agent.ts';
import { promptCommandOf } from '../../contract/prompt-command.ts';
import type { Clock } from '../../lib/clock.ts';
import type { Emitter } from '../../lib/emitter.ts';
import type { Logger } from '../../lib/logger.ts';
import { Scope } from '../../lib/scope.ts';
import type { AgentDirectory } from '../directory/directory.ts';
import type { Engine } from '../docker/engine.ts';
import type { Operations } from '../operations/operations.ts';
import { type AttemptReport, isLast } from './attempt-report.ts';
import { nextStep, withReport } from './attempt-state.ts';
import { attend } from './attend.ts';
import type { LiveProgress } from './live-progress.ts';
import { addProgress, countedSession } from './progress.ts';
import type { Records } from './records.ts';
import type { AttemptRecord, TaskRecord } from './task-record.ts';

/** Pause before an attempt whose script ended too early is attended again. */
const AGAIN_AFTER_MS = 1_000;
/** A program that waits for its provider takes no CPU, and is not idle. Below the shortest idle limit, a minute. */
const ACTIVE_EVERY_MS = 10_000;

export interface AttemptKeeperOptions {
  engine(): Engine;
  directory: AgentDirectory;
  operations: Pick<Operations, 'onChange'>;
  /** Whether an operation works on the agent. */
  isBusy(agentId: string): boolean;
  /** Takes the id of an agent that is at work. */
  active: Emitter<string>;
  records: Records;
  progress: LiveProgress;
  clock: Clock;
  logger: Logger;
}

/** Begins attempts as soon as their agents run, follows them, and takes them up again after a restart of the app. */
export class AttemptKeeper {
  readonly #options: AttemptKeeperOptions;
  readonly #scope = new Scope();
  readonly #attended = new Set<string>();

  constructor(options: AttemptKeeperOptions) {
    this.#options = options;
    const look = () => this.#look();
    this.#scope.add(options.directory.onChange(look));
    this.#scope.add(options.operations.onChange(({ finishedAt }) => finishedAt !== undefined && look()));
    this.#scope.add(options.records.changed.on(look));
    look();
  }

  async dispose(): Promise<void> {
    await this.#scope.dispose();
  }

  #look(): void {
    if (this.#scope.disposed) return;
    const agents = new Map(this.#options.directory.list().agents.map((agent) => [agent.id, agent]));
    for (const task of this.#options.records.all())
      for (const attempt of task.attempts)
        if (!attempt.end) this.#step(task, attempt, agents.get(attempt.agentId));
  }

  #step(task: TaskRecord, attempt: AttemptRecord, agent: Agent | undefined): void {
    const { isBusy, records, progress, clock } = this.#options;
    const at = { agent, isBusy: isBusy(attempt.agentId), isKnown: true };
    const step = nextStep(attempt, at, this.#attended.has(attempt.id));
    if (step === 'wait') return;
    if (step === 'attend') {
      if (agent) void this.#attend(task, attempt, agent);
      return;
    }
    const said = progress.end(attempt.id);
    records.change(task.id, attempt.id, (current) => ({
      ...current,
      end: { kind: step.end, at: clock.now() },
      progress: addProgress(current.progress ?? {}, said),
    }));
  }

  async #attend(task: TaskRecord, attempt: AttemptRecord, agent: Agent): Promise<void> {
    const { records, progress, clock, logger } = this.#options;
    this.#attended.add(attempt.id);
    const stop = this.#markActive(agent.id);
    const onReport = (report: AttemptReport) => {
      const said = isLast(report) ? progress.end(attempt.id) : {};
      records.change(task.id, attempt.id, (current) => {
        if (current.end) return current;
        const next = withReport(current, report, clock.now());
        return next.end ? { ...next, progress: addProgress(current.progress ?? {}, said) } : next;
      });
    };
    const { id, promptCommand } = attempt;
    const onOutput = progress.follow(id, attempt.output, countedSession(attempt.progress ?? {}));
    const work = { id, check: task.check, command: promptCommandOf(promptCommand, task.prompt) };
    try {
      await attend(this.#options, agent, work, { onReport, onOutput }, this.#scope.signal);
    } catch (error) {
      // The engine is gone for now, or the agent is; what follows decides.
      if (!this.#scope.disposed) logger.warn('an attempt could not be followed', { attemptId: id, error });
    } finally {
      stop();
      const forget = this.#scope.add(
        clock.after(AGAIN_AFTER_MS, () => {
          forget();
          this.#attended.delete(id);
          this.#look();
        }),
      );
    }
  }

  #markActive(agentId: string): () => void {
    const { clock, active } = this.#options;
    let cancel = () => {};
    const mark = () => {
      active.emit(agentId);
      cancel = clock.after(ACTIVE_EVERY_MS, mark);
    };
    mark();
    return () => cancel();
  }
}
