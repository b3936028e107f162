import type { Agent } from '../../contract/agent.ts';
import type { ModelUsage } from '../../contract/attempt-progress.ts';
import { costOf, type PriceList, tokenCount } from '../../contract/prices.ts';
import { type HeldTask, reachedLimit } from '../../contract/task-limits.ts';
import type { Clock } from '../../lib/clock.ts';
import type { Emitter } from '../../lib/emitter.ts';
import type { Logger } from '../../lib/logger.ts';
import { Scope } from '../../lib/scope.ts';
import type { AgentDirectory } from '../directory/directory.ts';
import type { AgentLifecycle } from '../lifecycle/lifecycle.ts';
import type { Records } from './records.ts';
import { newestRound } from './rounds.ts';
import type { AttemptRecord, TaskRecord } from './task-record.ts';

/** Time runs while nothing is printed. */
const LOOK_EVERY_MS = 5_000;

export interface LimitKeeperOptions {
  records: Records;
  /** Tells that a program used more. */
  progress: { readonly changed: Emitter<void> };
  directory: Pick<AgentDirectory, 'list'>;
  lifecycle: Pick<AgentLifecycle, 'act'>;
  prices(): PriceList;
  /** What an attempt used so far. */
  usageOf(attempt: AttemptRecord): readonly ModelUsage[];
  clock: Clock;
  logger: Logger;
}

/** Holds tasks at their limits: pauses the agents that work, until the person goes on. */
export class LimitKeeper {
  readonly #options: LimitKeeperOptions;
  readonly #scope = new Scope();

  constructor(options: LimitKeeperOptions) {
    this.#options = options;
    this.#scope.add(options.progress.changed.on(() => this.#look()));
    this.#lookAgain();
  }

  async dispose(): Promise<void> {
    await this.#scope.dispose();
  }

  /** Allows as much again, and resumes the agents. Resolves when they run. */
  async goOn(taskId: string, signal: AbortSignal): Promise<void> {
    const { records, clock } = this.#options;
    const task = records.task(taskId);
    if (!task.held) return;
    records.changeTask(taskId, ({ held: _, ...rest }) => ({
      ...rest,
      allowance: { times: rest.allowance.times + 1, from: clock.now() },
    }));
    // One that ended in the same moment was paused, too.
    await this.#act(task.attempts, 'paused', 'resume', signal);
  }

  #lookAgain(): void {
    const forget = this.#scope.add(
      this.#options.clock.after(LOOK_EVERY_MS, () => {
        forget();
        this.#look();
        this.#lookAgain();
      }),
    );
  }

  #look(): void {
    const { records, logger } = this.#options;
    for (const task of records.all()) {
      if (task.held) void this.#pause(task.attempts.filter((attempt) => beganAfter(attempt, task.held)));
      const reached = this.#reached(task);
      if (!reached) continue;
      records.changeTask(task.id, (current) => ({ ...current, held: reached }));
      logger.info('a task is held at a limit', { taskId: task.id, limit: reached.kind });
      void this.#pause(task.attempts);
    }
  }

  async #pause(attempts: readonly AttemptRecord[]): Promise<void> {
    await this.#act(attempts.filter(isWorking), 'running', 'pause', this.#scope.signal);
  }

  #reached(task: TaskRecord): HeldTask | undefined {
    const working = task.attempts.filter(isWorking);
    if (task.held || working.length === 0) return undefined;
    const usages = task.attempts.flatMap((attempt) => this.#options.usageOf(attempt));
    const use = {
      begunAt: working.flatMap((attempt) => newestRound(attempt).begunAt ?? []),
      tokens: usages.reduce((sum, { tokens }) => sum + tokenCount(tokens), 0),
      costUsd: costOf(usages, this.#options.prices()).usd,
    };
    const now = this.#options.clock.now();
    const reached = reachedLimit(task.limits, use, task.allowance, now);
    return reached && { ...reached, at: now };
  }

  /** Acts on the agents of the attempts that are in the given state; one that cannot be is left as it is. */
  async #act(
    attempts: readonly AttemptRecord[],
    status: Agent['status'],
    act: 'pause' | 'resume',
    signal: AbortSignal,
  ): Promise<void> {
    const { directory, lifecycle, logger } = this.#options;
    const ids = new Set(attempts.map(({ agentId }) => agentId));
    const agents = directory.list().agents.filter((agent) => ids.has(agent.id) && agent.status === status);
    await Promise.all(
      agents.map(async ({ id }) => {
        try {
          await lifecycle.act(id, act, signal);
        } catch (error) {
          if (!this.#scope.disposed) logger.warn(`an agent could not be ${act}d`, { agentId: id, error });
        }
      }),
    );
  }
}

function isWorking(attempt: AttemptRecord): boolean {
  const { begunAt, end } = newestRound(attempt);
  return begunAt !== undefined && end === undefined;
}

/** An agent may have been on its way when the limit was reached. */
function beganAfter(attempt: AttemptRecord, held: HeldTask | undefined): boolean {
  const { begunAt } = newestRound(attempt);
  return begunAt !== undefined && held !== undefined && begunAt >= held.at;
}
