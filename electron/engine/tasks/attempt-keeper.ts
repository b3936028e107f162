import type { Agent } from '../../contract/agent.ts';
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
import { newestRound, roundsOf, roundWork, withRound } from './rounds.ts';
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

/** Begins rounds of attempts as soon as their agents run, follows them, and takes them up again after a restart of the app. */
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
        if (!newestRound(attempt).end) this.#step(task, attempt, agents.get(attempt.agentId));
  }

  #step(task: TaskRecord, attempt: AttemptRecord, agent: Agent | undefined): void {
    const { isBusy, records, progress, clock } = this.#options;
    const at = { agent, isBusy: isBusy(attempt.agentId), isKnown: true };
    const round = newestRound(attempt);
    const step = nextStep(round, at, this.#attended.has(round.id));
    if (step === 'wait') return;
    if (step === 'attend') {
      if (agent) void this.#attend(task, attempt, agent);
      return;
    }
    const end = { kind: step.end, at: clock.now() };
    const said = progress.end(attempt.id);
    records.change(task.id, attempt.id, (current) => ({
      ...withRound(current, round.id, (each) => ({ ...each, end })),
      progress: addProgress(current.progress ?? {}, said),
    }));
  }

  async #attend(task: TaskRecord, attempt: AttemptRecord, agent: Agent): Promise<void> {
    const { records, progress, clock, logger } = this.#options;
    const work = roundWork(task, attempt);
    const { roundId } = work;
    this.#attended.add(roundId);
    const stop = this.#markActive(agent.id);
    const onReport = (report: AttemptReport) => {
      const isOver = isLast(report);
      const said = isOver ? progress.end(attempt.id) : {};
      records.change(task.id, attempt.id, (current) => {
        if (isEnded(current, roundId)) return current;
        const next = withRound(current, roundId, (round) => withReport(round, report, clock.now()));
        return isOver ? { ...next, progress: addProgress(current.progress ?? {}, said) } : next;
      });
    };
    const onOutput = progress.follow(attempt.id, attempt.output, countedSession(attempt.progress ?? {}));
    try {
      await attend(this.#options, agent, work, { onReport, onOutput }, this.#scope.signal);
    } catch (error) {
      // The engine is gone for now, or the agent is; what follows decides.
      if (!this.#scope.disposed)
        logger.warn('an attempt could not be followed', { attemptId: attempt.id, error });
    } finally {
      stop();
      const forget = this.#scope.add(
        clock.after(AGAIN_AFTER_MS, () => {
          forget();
          this.#attended.delete(roundId);
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

const isEnded = (attempt: AttemptRecord, roundId: string): boolean =>
  roundsOf(attempt).some(({ id, end }) => id === roundId && end !== undefined);
