import type { EngineFacts } from '../../contract/engine.ts';
import { AppFailure } from '../../contract/error.ts';
import type { Preferences } from '../../contract/preferences.ts';
import type { Logger } from '../../lib/logger.ts';
import { Scope } from '../../lib/scope.ts';
import { SerialQueue } from '../../lib/serial-queue.ts';
import type { AgentDirectory } from '../directory/directory.ts';
import type { Claim } from '../lifecycle/admission.ts';
import type { Operations } from '../operations/operations.ts';
import type { AttemptAgents } from './attempt-agents.ts';
import { inQueue, type Load, waitReason } from './queue-order.ts';
import type { Records } from './records.ts';
import { newestRound } from './rounds.ts';
import type { AttemptRecord, TaskRecord } from './task-record.ts';

export interface AttemptQueueOptions {
  facts(): EngineFacts;
  directory: AgentDirectory;
  operations: Pick<Operations, 'onChange'>;
  preferences: {
    readonly current: Pick<Preferences, 'attemptsAtOnce' | 'budget'>;
    onChange(listener: () => void): () => void;
  };
  /** Throws when an agent with these limits does not fit into the person’s budget beside the running agents. */
  admit(agentId: string | undefined, limits: Claim): void;
  /** Whether an operation works on the agent. */
  isBusy(agentId: string): boolean;
  /** Stops an agent whose attempt is over. */
  stopAgent(agentId: string, signal: AbortSignal): Promise<void>;
  agents: AttemptAgents;
  records: Records;
  logger: Logger;
}

interface Waiting {
  task: TaskRecord;
  attempt: AttemptRecord & { waiting: NonNullable<AttemptRecord['waiting']> };
}

/** Lets attempts begin while there is room, in their order, also those of earlier runs of the app. */
export class AttemptQueue {
  readonly #options: AttemptQueueOptions;
  readonly #scope = new Scope();
  readonly #fills = new SerialQueue();
  /** Places of attempts that have no record yet. */
  readonly #claimed = new Set<Load>();
  #isAsked = false;
  #reason: string | undefined;

  constructor(options: AttemptQueueOptions) {
    this.#options = options;
    const look = () => this.#look();
    this.#scope.add(options.directory.onChange(look));
    this.#scope.add(options.operations.onChange(({ finishedAt }) => finishedAt !== undefined && look()));
    this.#scope.add(options.preferences.onChange(look));
    this.#scope.add(options.records.changed.on(look));
    look();
  }

  async dispose(): Promise<void> {
    await this.#scope.dispose();
    await this.#fills.idle;
  }

  /** Why attempts wait. */
  get reason(): string | undefined {
    return this.#reason;
  }

  /**
   * Takes the place of an attempt that begins at once, until the returned function is called: its record counts then.
   * Undefined: it must wait, for room or because others wait before it. One that can never fit does not wait.
   */
  claim(limits: Claim): (() => void) | undefined {
    if (this.#waiting().length > 0) return undefined;
    if (this.#limitReason(limits.memoryBytes) !== undefined) return undefined;
    if (this.#budgetReason(limits) !== undefined && this.#couldFit(limits)) return undefined;
    const { memoryBytes } = limits;
    const place = { memoryBytes };
    this.#claimed.add(place);
    return () => this.#claimed.delete(place);
  }

  #look(): void {
    if (this.#isAsked || this.#scope.disposed || this.#waiting().length === 0) return;
    this.#isAsked = true;
    this.#fills
      .run(async () => {
        this.#isAsked = false;
        await this.#fill();
      })
      .catch((error: unknown) => {
        if (!isPassing(error)) this.#options.logger.warn('an attempt could not begin', { error });
      });
  }

  /** Begins what may begin. What happens later makes it look again. */
  async #fill(): Promise<void> {
    const { directory } = this.#options;
    while (!this.#scope.disposed && directory.list().sequence > 0) {
      const [next] = this.#waiting();
      if (!next) return;
      const { resources } = next.attempt.waiting.spec;
      const limited = this.#limitReason(next.attempt.memoryBytes);
      if (limited !== undefined) {
        this.#tell(limited);
        return;
      }
      const unaffordable = this.#budgetReason(resources);
      if (unaffordable !== undefined && this.#couldFit(resources)) {
        this.#tell(unaffordable);
        await this.#makeRoom();
        return;
      }
      await this.#begin(next);
    }
  }

  async #begin({ task, attempt }: Waiting): Promise<void> {
    const { agents } = this.#options;
    try {
      await agents.createReserved(task.id, attempt.id, attempt.waiting, this.#scope.signal);
    } catch (error) {
      // The app ends, or the engine is gone for now: the attempt goes on waiting.
      if (this.#scope.disposed || !(error instanceof AppFailure) || isPassing(error)) throw error;
      agents.endUnbegun(task.id, attempt.id, error.message);
    }
  }

  /** Stops the agent that has been idle for longest, because its attempt is over. Its copy stays. */
  async #makeRoom(): Promise<void> {
    const { records, directory, isBusy, stopAgent } = this.#options;
    const running = new Set(
      directory.list().agents.flatMap(({ id, status }) => (status === 'running' && !isBusy(id) ? [id] : [])),
    );
    const over = records
      .all()
      .flatMap(({ attempts }) => attempts)
      .flatMap((attempt) => {
        const { end } = newestRound(attempt);
        return end && running.has(attempt.agentId) ? [{ agentId: attempt.agentId, at: end.at }] : [];
      })
      .sort((one, other) => one.at - other.at);
    const [idle] = over;
    if (idle) await stopAgent(idle.agentId, this.#scope.signal);
  }

  /** The reason is shown with each attempt that waits. */
  #tell(reason: string): void {
    if (reason === this.#reason) return;
    this.#reason = reason;
    this.#options.records.changed.emit();
  }

  #waiting(): Waiting[] {
    const waiting = this.#options.records
      .all()
      .flatMap((task) => task.attempts.map((attempt) => ({ task, attempt })))
      .filter((each): each is Waiting => {
        const { waiting: reserved, stopAsked, end } = each.attempt;
        return reserved !== undefined && !stopAsked && end === undefined;
      });
    return inQueue(waiting);
  }

  #limitReason(memoryBytes: number): string | undefined {
    const { preferences, facts } = this.#options;
    const limit = { attempts: preferences.current.attemptsAtOnce, machineBytes: facts().memoryBytes };
    return waitReason(this.#atWork(), { memoryBytes }, limit);
  }

  /** Attempts whose agents run or are being created. One whose agent is stopped or gone takes nothing. */
  #atWork(): Load[] {
    const { records, directory, isBusy } = this.#options;
    const status = new Map(directory.list().agents.map((agent) => [agent.id, agent.status]));
    const takes = (attempt: AttemptRecord) => {
      const { agentId } = attempt;
      if (newestRound(attempt).end !== undefined || agentId === '') return false;
      const now = status.get(agentId);
      return isBusy(agentId) || (now !== undefined && now !== 'stopped' && now !== 'failed');
    };
    return [...this.#claimed, ...records.all().flatMap(({ attempts }) => attempts.filter(takes))];
  }

  #budgetReason(limits: Claim): string | undefined {
    try {
      this.#options.admit(undefined, limits);
      return undefined;
    } catch (error) {
      if (!(error instanceof AppFailure)) throw error;
      return 'Waits for room in your budget for running agents.';
    }
  }

  #couldFit({ memoryBytes, cpus }: Claim): boolean {
    const { budget } = this.#options.preferences.current;
    const fits = (wanted: number, most: number | null) => most === null || (wanted > 0 && wanted <= most);
    return fits(memoryBytes, budget.memoryBytes) && fits(cpus, budget.cpus);
  }
}

/** Whether the engine is gone for now. When it is back, the directory changes. */
const isPassing = (error: unknown) =>
  error instanceof AppFailure && ['engine-unreachable', 'cancelled'].includes(error.error.type);
