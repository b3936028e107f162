import { randomBytes } from 'node:crypto';
import type { Agent } from '../../contract/agent.ts';
import type { AgentSpec } from '../../contract/agent-spec.ts';
import type { AttemptProgress } from '../../contract/attempt-progress.ts';
import { AppFailure } from '../../contract/error.ts';
import type { Operation } from '../../contract/operation.ts';
import { costOf, type UsedPrices } from '../../contract/prices.ts';
import { slugOf } from '../../contract/slug.ts';
import type { Attempt, AttemptSpec, Task, TaskRequest } from '../../contract/task.ts';
import { NO_TASK_PROGRAM, type TaskProgram } from '../../contract/task-program.ts';
import type { Clock } from '../../lib/clock.ts';
import type { Logger } from '../../lib/logger.ts';
import { endPrograms } from '../console/signal-programs.ts';
import type { AgentDirectory } from '../directory/directory.ts';
import type { Engine } from '../docker/engine.ts';
import type { Operations } from '../operations/operations.ts';
import type { AgentRemoval } from '../removal/removal.ts';
import type { AttemptAgents } from './attempt-agents.ts';
import type { AttemptQueue } from './attempt-queue.ts';
import { shownAttempt } from './attempt-state.ts';
import type { LiveProgress } from './live-progress.ts';
import type { PricesInUse } from './price-list.ts';
import { addProgress } from './progress.ts';
import type { Records } from './records.ts';
import { newestRound, withRound } from './rounds.ts';
import { agentNames, NAME_MAX, TAG_MAX, titleOf } from './task-names.ts';
import type { AttemptRecord, TaskRecord } from './task-record.ts';

export interface TasksOptions {
  engine(): Engine;
  directory: AgentDirectory;
  operations: Operations;
  agents: AttemptAgents;
  queue: Pick<AttemptQueue, 'claim' | 'reason'>;
  removal: Pick<AgentRemoval, 'remove'>;
  programOf(type: string): Promise<TaskProgram>;
  records: Records;
  prices: PricesInUse;
  progress: Pick<LiveProgress, 'of' | 'end'>;
  clock: Clock;
  logger: Logger;
}

/** What a person does with tasks. `AttemptKeeper` does the rest. */
export class Tasks {
  readonly #options: TasksOptions;

  constructor(options: TasksOptions) {
    this.#options = options;
  }

  async list(): Promise<{ tasks: Task[]; unreadable: string[]; prices: UsedPrices }> {
    const { records, prices } = this.#options;
    await Promise.all([records.ready(), prices.ready()]);
    const tasks = records.all().map((task) => this.#shown(task));
    return {
      tasks: tasks.sort((a, b) => b.createdAt - a.createdAt),
      unreadable: records.unreadable,
      prices: prices.told,
    };
  }

  /** Rejects when the first agent cannot be created, and then nothing was. */
  async create(request: TaskRequest, signal: AbortSignal): Promise<string> {
    const { directory, records, clock, agents, queue } = this.#options;
    await records.ready();
    const programs = await this.#programs(request.attempts);
    const title = titleOf(request.prompt);
    const taken = new Set([
      ...directory.list().agents.map(({ name }) => name),
      ...records.all().flatMap(({ attempts }) => attempts.map(({ agentName }) => agentName)),
    ]);
    const slug = slugOf(title, NAME_MAX);
    const tag = slugOf(title, TAG_MAX);
    const names = agentNames(slug, request.attempts.length, taken);
    const task: TaskRecord = {
      version: 1,
      id: newId(),
      title,
      prompt: request.prompt,
      project: projectOf(request.attempts[0]),
      check: request.check,
      ...(request.issue === undefined ? {} : { issue: request.issue }),
      limits: request.limits,
      allowance: { times: 1 },
      createdAt: clock.now(),
      attempts: [],
    };
    for (const [index, spec] of request.attempts.entries()) {
      const agentName = names[index] ?? slug;
      const tags = [...new Set([...spec.tags, tag])].slice(0, 20);
      const whole: AgentSpec = { ...spec, name: agentName, purpose: title, tags };
      const { command, followUp, output } = programs[index] ?? NO_TASK_PROGRAM;
      const attempt = {
        id: newId(),
        number: index + 1,
        type: spec.type,
        promptCommand: command,
        followUpCommand: followUp,
        output,
        agentName,
        rounds: [],
      };
      const { memoryBytes } = whole.resources;
      const wanted = { spec: whole, confirmed: request.confirmed, verify: request.verify };
      const release = queue.claim(whole.resources);
      try {
        const { operation, ...made } = release
          ? await agents.create(wanted, index === 0, signal)
          : await agents.reserve(wanted, index === 0, signal);
        task.attempts = [...this.#attemptsOf(task.id), { ...attempt, memoryBytes, tags, ...made }];
        // Kept after each agent, so that a task knows its agents whenever the app ends.
        const saved = records.put({ ...task });
        if (operation) agents.follow(task.id, attempt.id, operation);
        await saved;
      } finally {
        release?.();
      }
    }
    return task.id;
  }

  /** Ends the programs of an attempt, or the creation of its agent. */
  async stop(taskId: string, attemptId: string): Promise<void> {
    const { records, operations, engine, logger } = this.#options;
    await records.ready();
    const attempt = records.attempt(taskId, attemptId);
    const round = newestRound(attempt);
    if (round.end) return;
    const agent = this.#agentOf(attempt);
    if (agent?.status === 'paused') throw isPaused();
    records.change(taskId, attemptId, (current) =>
      withRound(current, round.id, (each) => ({ ...each, stopAsked: true })),
    );
    const creation = this.#creationOf(attempt);
    if (creation) operations.cancel(creation.id);
    if (agent?.status === 'running')
      await endPrograms({ engine: engine(), containerId: agent.containerId, id: round.id, logger });
  }

  /** Removes an attempt, or all of a task, with its agents and their workspaces. */
  async discard(taskId: string, attemptId: string | undefined): Promise<void> {
    const { records } = this.#options;
    await records.ready();
    const attempts =
      attemptId === undefined ? records.task(taskId).attempts : [records.attempt(taskId, attemptId)];
    await Promise.all(attempts.map((attempt) => this.#discard(taskId, attempt)));
    if (attemptId === undefined) await records.forget(taskId);
  }

  async #discard(taskId: string, attempt: AttemptRecord): Promise<void> {
    const { records, progress, operations, directory, removal } = this.#options;
    if (!directory.list().sequence) throw notRead();
    const creation = this.#creationOf(attempt);
    if (creation) {
      operations.cancel(creation.id);
      await operations.ended(creation.id);
    }
    if (this.#agentOf(attempt)) {
      const { operationId } = removal.remove(attempt.agentId, true);
      const { status, error } = await operations.ended(operationId);
      if (status !== 'done') throw new AppFailure(error ?? notRemoved(attempt));
    }
    records.drop(taskId, attempt.id);
    progress.end(attempt.id);
  }

  async #programs(specs: readonly AttemptSpec[]): Promise<TaskProgram[]> {
    return await Promise.all(
      specs.map(async ({ type }) => {
        const program = await this.#options.programOf(type);
        if (program.command.length > 0) return program;
        throw new AppFailure({
          type: 'invalid-input',
          field: 'attempts',
          message: `The agent type “${type}” has no command that takes a prompt, so it cannot work on a task.`,
        });
      }),
    );
  }

  /** As they are now: an attempt may change while the next one is created. */
  #attemptsOf(taskId: string): AttemptRecord[] {
    return this.#options.records.all().find(({ id }) => id === taskId)?.attempts ?? [];
  }

  #creationOf({ agentId }: AttemptRecord): Operation | undefined {
    return this.#options.operations
      .list()
      .find((each) => each.kind === 'create' && each.agentId === agentId && each.finishedAt === undefined);
  }

  #agentOf({ agentId }: AttemptRecord): Agent | undefined {
    return this.#options.directory.list().agents.find(({ id }) => id === agentId);
  }

  /** What its program said in all rounds, the one at work included. */
  #progressOf({ id, progress }: AttemptRecord): AttemptProgress {
    return addProgress(progress ?? {}, this.#options.progress.of(id));
  }

  #spent(progress: AttemptProgress): AttemptProgress & Pick<Attempt, 'cost'> {
    if (progress.usage === undefined) return progress;
    return { ...progress, cost: costOf(progress.usage, this.#options.prices.list) };
  }

  #shown({ attempts, version: _, allowance: __, ...task }: TaskRecord): Task {
    const isKnown = this.#options.directory.list().sequence > 0;
    return {
      ...task,
      attempts: attempts.map((attempt) => ({
        ...shownAttempt(attempt, task.check !== '', {
          agent: this.#agentOf(attempt),
          isBusy: this.#creationOf(attempt) !== undefined,
          isKnown,
          waitReason: this.#options.queue.reason,
        }),
        ...this.#spent(this.#progressOf(attempt)),
      })),
    };
  }
}

export const newId = () => randomBytes(6).toString('hex');

/** The folder or the repository of a private copy. */
function projectOf(spec: AttemptSpec | undefined): string {
  if (spec?.workspace.kind !== 'copy') return '';
  const { source } = spec.workspace;
  return source.kind === 'folder' ? source.path : source.url;
}

function notRead(): AppFailure {
  return new AppFailure({
    type: 'engine-unreachable',
    message: 'Which agents there are is not known yet. Try again when the engine answers.',
    actions: [{ kind: 'retry', label: 'Retry' }],
  });
}

/** Nothing can run in a paused agent, not even what ends a program. */
export function isPaused(): AppFailure {
  return new AppFailure({
    type: 'conflict',
    message: 'Its agent is paused. Resume the agent first, or discard the attempt.',
  });
}

function notRemoved({ agentName }: AttemptRecord): ConstructorParameters<typeof AppFailure>[0] {
  return { type: 'conflict', message: `The removal of “${agentName}” was cancelled.` };
}
