import type { Agent } from '../../contract/agent.ts';
import { AppFailure } from '../../contract/error.ts';
import type { Clock } from '../../lib/clock.ts';
import { Emitter } from '../../lib/emitter.ts';
import type { Logger } from '../../lib/logger.ts';
import { Scope } from '../../lib/scope.ts';
import type { ContainerInspect } from '../docker/api.ts';
import type { EngineConnection } from '../docker/connection.ts';
import { type EventNotice, followEngineEvents } from '../docker/events.ts';
import { AGENT_LABEL, ROLE_LABEL } from '../objects/labels.ts';
import type { AgentDirectory, DirectoryChange } from './directory.ts';
import { agentIdOf, chooseContainer, toAgent } from './directory-agent.ts';
import { inspectAll, inspectIfThere } from './directory-read.ts';
import { withMemoryKill } from './exit.ts';
import { type Activity, reactionTo } from './status.ts';

/**
 * One action on a container causes several events within this time (kill, die, stop); one inspection answers all of
 * them.
 */
const SETTLE_MS = 50;
/** Pause after a failed read on a connected engine. */
const RETRY_MS = 1_000;
/** What Docker and Podman name containers by in their events. */
const CONTAINER_ID = /^[0-9a-f]{12,64}$/;
/** Key of a scheduled full read, beside the container ids. */
const EVERYTHING = '*';

export interface LiveDirectoryOptions {
  connection: EngineConnection;
  clock: Clock;
  logger: Logger;
  /** The app's current activity on an agent. */
  activityOf(agentId: string): Activity;
  /** Whether a sign-in runs in this agent now. */
  isForSignIn(agentId: string): boolean;
}

/**
 * Mirrors the engine's agent containers: reads all of them when events may have been missed, and one when an event
 * names it. While the engine is unreachable, all agents stay listed as unreachable.
 */
export class LiveDirectory implements AgentDirectory {
  readonly #options: LiveDirectoryOptions;
  readonly #scope = new Scope();
  readonly #changes = new Emitter<DirectoryChange>();
  readonly #containers = new Map<string, ContainerInspect>();
  readonly #agents = new Map<string, Agent>();
  readonly #scheduled = new Map<string, () => void>();
  /** When each container was last requested; an older answer that arrives later is dropped. */
  readonly #readAt = new Map<string, number>();
  /** The run of each agent that last reached its process limit. */
  readonly #pidsLimitRuns = new Map<string, string>();
  /** When the kernel last killed a process of each container for lack of memory, ms since the epoch. */
  readonly #memoryKills = new Map<string, number>();
  /** Grows with each full read; answers to requests of an earlier generation are dropped. */
  #generation = 0;
  #reads = 0;
  #reachable = false;
  #sequence = 0;

  constructor(options: LiveDirectoryOptions) {
    this.#options = options;
    const { connection, clock, logger } = options;
    this.#scope.add(
      connection.onChange((state) => {
        if (state.status !== 'connected') this.#lose();
      }),
    );
    this.#scope.add(() => this.#cancelScheduled());
    const events = followEngineEvents({
      connection,
      filters: { type: ['container'], label: [AGENT_LABEL, `${ROLE_LABEL}=agent`] },
      clock,
      logger,
      onNotice: (notice) => this.#notice(notice),
    });
    this.#scope.add(() => events.dispose());
  }

  list(): { sequence: number; agents: Agent[] } {
    return { sequence: this.#sequence, agents: [...this.#agents.values()] };
  }

  get(agentId: string): Agent {
    const agent = this.#agents.get(agentId);
    if (agent) return agent;
    throw new AppFailure({ type: 'not-found', message: 'This agent no longer exists.' });
  }

  onChange(listener: (change: DirectoryChange) => void): () => void {
    return this.#changes.on(listener);
  }

  /** Inspects one agent's container now; when it resolves, the directory shows every change made before the call. */
  async refresh(agentId: string, signal: AbortSignal = this.#scope.signal): Promise<void> {
    const agent = this.#agents.get(agentId);
    if (agent) await this.#read(agent.containerId, signal);
  }

  /** Call when the app starts or ends an operation or a sign-in on this agent. */
  activityChanged(agentId: string): void {
    this.#publish([agentId]);
  }

  /** Call when stats show the process limit reached: the engine sends no event for that. */
  processLimitReached(agentId: string): void {
    const container = this.#containerOf(agentId);
    if (!container || this.#pidsLimitRuns.get(agentId) === limitedRunOf(container)) return;
    this.#pidsLimitRuns.set(agentId, limitedRunOf(container));
    this.#publish([agentId]);
  }

  /** Call when the engine was deleted with everything on it: its agents are gone, not unreachable. */
  forgetAll(): void {
    this.#lose();
    this.#containers.clear();
    this.#memoryKills.clear();
    this.#publish([...this.#agents.keys()]);
  }

  async dispose(): Promise<void> {
    await this.#scope.dispose();
  }

  #notice(notice: EventNotice): void {
    if (notice.type === 'gap') {
      this.#readAllInBackground();
      return;
    }
    const { Action, Actor, timeNano } = notice.event;
    const id = Actor.ID;
    // An event that names no container may be of any of them.
    if (!CONTAINER_ID.test(id)) {
      this.#scheduleAll(SETTLE_MS);
      return;
    }
    if (Action === 'oom') this.#memoryKills.set(id, timeNano / 1e6);
    switch (reactionTo(Action)) {
      case 'ignore':
        return;
      case 'forget':
        this.#readAt.set(id, ++this.#reads);
        this.#memoryKills.delete(id);
        this.#put(id, undefined);
        return;
      case 'inspect':
        this.#schedule(id, SETTLE_MS);
    }
  }

  #schedule(containerId: string, delayMs: number): void {
    if (this.#scheduled.has(containerId)) return;
    const cancel = this.#options.clock.after(delayMs, () => {
      this.#scheduled.delete(containerId);
      this.#read(containerId, this.#scope.signal).catch((error: unknown) => {
        if (this.#scope.disposed || !this.#reachable) return;
        this.#options.logger.warn('reading a container failed', { containerId, error });
        this.#schedule(containerId, RETRY_MS);
      });
    });
    this.#scheduled.set(containerId, cancel);
  }

  async #read(containerId: string, signal: AbortSignal): Promise<void> {
    const generation = this.#generation;
    const at = ++this.#reads;
    const inspect = await inspectIfThere(this.#options.connection.engine(), containerId, signal);
    if (generation !== this.#generation || at < (this.#readAt.get(containerId) ?? 0)) return;
    this.#readAt.set(containerId, at);
    this.#put(containerId, inspect);
  }

  #readAllInBackground(): void {
    const generation = ++this.#generation;
    this.#readAll(generation).catch((error: unknown) => {
      if (this.#scope.disposed || generation !== this.#generation) return;
      this.#options.logger.warn('reading all containers failed', { error });
      this.#scheduleAll(RETRY_MS);
    });
  }

  #scheduleAll(delayMs: number): void {
    if (this.#scheduled.has(EVERYTHING)) return;
    this.#scheduled.set(
      EVERYTHING,
      this.#options.clock.after(delayMs, () => this.#readAllInBackground()),
    );
  }

  async #readAll(generation: number): Promise<void> {
    this.#cancelScheduled();
    this.#readAt.clear();
    const at = ++this.#reads;
    const inspects = await inspectAll(this.#options.connection.engine(), this.#scope.signal);
    if (generation !== this.#generation) return;
    const byId = new Map(inspects.map((inspect) => [inspect.Id, inspect]));
    const touched = [...this.#agents.keys()];
    for (const id of new Set([...this.#containers.keys(), ...byId.keys()])) {
      // An answer requested by an event meanwhile is newer than the list.
      if ((this.#readAt.get(id) ?? 0) > at) continue;
      const inspect = byId.get(id);
      if (inspect) this.#containers.set(id, inspect);
      else this.#containers.delete(id);
    }
    this.#reachable = true;
    this.#publish([...touched, ...[...this.#containers.values()].map(agentIdOf)]);
    // Reports an engine without agents too, because windows wait for the first read.
    if (this.#sequence === 0) this.#emit({ upserted: [], removed: [] });
  }

  #lose(): void {
    this.#generation += 1;
    this.#cancelScheduled();
    if (!this.#reachable) return;
    this.#reachable = false;
    this.#publish([...this.#agents.keys()]);
  }

  #cancelScheduled(): void {
    for (const cancel of this.#scheduled.values()) cancel();
    this.#scheduled.clear();
  }

  #put(containerId: string, inspect: ContainerInspect | undefined): void {
    const before = this.#containers.get(containerId);
    if (inspect) this.#containers.set(containerId, inspect);
    else this.#containers.delete(containerId);
    this.#publish([before, inspect].filter((each) => each !== undefined).map(agentIdOf));
  }

  /** Computes these agents again and reports any changes. */
  #publish(agentIds: readonly string[]): void {
    const change: Omit<DirectoryChange, 'sequence'> = { upserted: [], removed: [] };
    for (const agentId of new Set(agentIds)) {
      const previous = this.#agents.get(agentId);
      const agent = this.#compute(agentId);
      if (agent && JSON.stringify(agent) !== JSON.stringify(previous)) {
        this.#agents.set(agentId, agent);
        change.upserted.push(agent);
      } else if (!agent && previous) {
        this.#agents.delete(agentId);
        this.#pidsLimitRuns.delete(agentId);
        change.removed.push(agentId);
      }
    }
    if (change.upserted.length + change.removed.length > 0) this.#emit(change);
  }

  #emit(change: Omit<DirectoryChange, 'sequence'>): void {
    this.#sequence += 1;
    this.#changes.emit({ sequence: this.#sequence, ...change });
  }

  #compute(agentId: string): Agent | undefined {
    const container = this.#containerOf(agentId);
    if (!container) return undefined;
    const State = withMemoryKill(container.State, this.#memoryKills.get(container.Id));
    return toAgent(
      { ...container, State },
      {
        reachable: this.#reachable,
        activity: this.#options.activityOf(agentId),
        forSignIn: this.#options.isForSignIn(agentId),
        pidsLimitHit: this.#pidsLimitRuns.get(agentId) === limitedRunOf(container),
      },
    );
  }

  #containerOf(agentId: string): ContainerInspect | undefined {
    return chooseContainer(
      [...this.#containers.values()].filter((inspect) => agentIdOf(inspect) === agentId),
      this.#options.activityOf(agentId),
    );
  }
}

/**
 * Key of one run of a container under one process limit; a raised limit starts a new key, so the old hit no longer
 * counts.
 */
function limitedRunOf({ Id, State, HostConfig }: ContainerInspect): string {
  return `${Id} ${State.StartedAt} ${HostConfig.PidsLimit ?? 0}`;
}
