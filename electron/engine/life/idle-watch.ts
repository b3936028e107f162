import type { Agent } from '../../contract/agent.ts';
import type { Clock } from '../../lib/clock.ts';
import type { Logger } from '../../lib/logger.ts';
import { Scope } from '../../lib/scope.ts';
import type { AgentDirectory } from '../directory/directory.ts';
import type { StatsService } from '../stats/stats-service.ts';
import { IDLE_CPU_PERCENT } from './idleness.ts';
import type { LifeService } from './life-service.ts';

const LOOK_EVERY_MS = 15_000;

export interface IdleWatchOptions {
  directory: AgentDirectory;
  life: Pick<LifeService, 'lifeOf' | 'changed'>;
  stats: Pick<StatsService, 'watch'>;
  /** Time of the agent's last log line, epoch ms; undefined without any line. */
  newestLineAt(agent: Agent, signal: AbortSignal): Promise<number | undefined>;
  /** Stops an agent that has idled for its limit. */
  stop(agent: Agent, idleMinutes: number): Promise<void>;
  clock: Clock;
  logger: Logger;
}

/** Stops agents that were idle for the time that their life allows. Reads only agents with an idle limit. */
export class IdleWatch {
  readonly #options: IdleWatchOptions;
  readonly #scope = new Scope();
  /** When each agent was last active, by the monotonic clock: a jump of the time of day is no idleness. */
  readonly #activeAt = new Map<string, number>();
  /** The start of the run of each agent, and the time of its newest line, as the engine told them last. */
  readonly #seen = new Map<string, { startedAt: number | undefined; lineAt: number | undefined }>();
  #watched = '';
  #unwatch: () => void = () => undefined;
  #cancelLook: () => void = () => undefined;

  constructor(options: IdleWatchOptions) {
    this.#options = options;
    this.#scope.add(options.directory.onChange(() => this.#watch()));
    this.#scope.add(options.life.changed.on(() => this.#watch()));
    this.#watch();
    this.#scope.add(() => this.#unwatch());
    this.#scope.add(() => this.#cancelLook());
    this.#schedule();
  }

  /** Call on input to, or output from, a console of the agent. */
  active(agentId: string): void {
    this.#activeAt.set(agentId, this.#options.clock.monotonic());
  }

  dispose(): Promise<void> {
    return this.#scope.dispose();
  }

  #candidates(): { agent: Agent; minutes: number }[] {
    const { directory, life } = this.#options;
    return directory.list().agents.flatMap((agent) => {
      const { idleStopMinutes } = life.lifeOf(agent);
      return agent.status === 'running' && idleStopMinutes !== null
        ? [{ agent, minutes: idleStopMinutes }]
        : [];
    });
  }

  #watch(): void {
    const ids = this.#candidates().map(({ agent }) => agent.id);
    const key = ids.join(' ');
    if (key === this.#watched) return;
    this.#watched = key;
    this.#unwatch();
    // Idle time counts from the app's first check, because earlier activity is unknown.
    for (const id of ids) if (!this.#activeAt.has(id)) this.active(id);
    for (const id of this.#activeAt.keys()) {
      if (ids.includes(id)) continue;
      this.#activeAt.delete(id);
      this.#seen.delete(id);
    }
    this.#unwatch =
      ids.length === 0
        ? () => undefined
        : this.#options.stats.watch({ focused: [], listed: ids }, (agentId, { cpuPercent }) => {
            if (cpuPercent >= IDLE_CPU_PERCENT && ids.includes(agentId)) this.active(agentId);
          });
  }

  #schedule(): void {
    this.#cancelLook = this.#options.clock.after(LOOK_EVERY_MS, () => {
      void this.#look().finally(() => {
        if (!this.#scope.disposed) this.#schedule();
      });
    });
  }

  async #look(): Promise<void> {
    const { logger, newestLineAt, stop } = this.#options;
    for (const { agent, minutes } of this.#candidates()) {
      const seen = this.#seen.get(agent.id);
      if (seen && seen.startedAt !== agent.startedAt) this.active(agent.id);
      const isOver = () => this.#idleMs(agent.id) >= minutes * 60_000;
      if (seen && !isOver()) continue;
      try {
        const lineAt = await newestLineAt(agent, this.#scope.signal);
        if (seen && lineAt !== undefined && lineAt !== seen.lineAt) this.#wrote(agent.id, lineAt);
        this.#seen.set(agent.id, { startedAt: agent.startedAt, lineAt });
        if (isOver()) await stop(agent, minutes);
      } catch (error) {
        if (!this.#scope.disposed) logger.warn('idle stop failed', { agentId: agent.id, error });
      }
    }
  }

  #idleMs(agentId: string): number {
    const now = this.#options.clock.monotonic();
    return now - (this.#activeAt.get(agentId) ?? now);
  }

  /** A new line, with the engine's time. Where its clock and ours disagree the line counts as written now. */
  #wrote(agentId: string, lineAt: number): void {
    const { clock } = this.#options;
    const ageMs = clock.now() - lineAt;
    const isLikely = ageMs >= 0 && ageMs <= this.#idleMs(agentId);
    this.#activeAt.set(agentId, clock.monotonic() - (isLikely ? ageMs : 0));
  }
}
