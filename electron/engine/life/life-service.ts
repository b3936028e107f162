import type { Agent } from '../../contract/agent.ts';
import { type AgentLife, MANUAL_LIFE } from '../../contract/agent-life.ts';
import type { Clock } from '../../lib/clock.ts';
import { Emitter } from '../../lib/emitter.ts';
import type { Logger } from '../../lib/logger.ts';
import { Scope } from '../../lib/scope.ts';
import type { AgentDirectory } from '../directory/directory.ts';
import type { EngineConnection } from '../docker/connection.ts';
import type { VolumeLabelStore } from '../records/volume-label-store.ts';

export interface LifeServiceOptions {
  connection: Pick<EngineConnection, 'onChange' | 'state'>;
  directory: AgentDirectory;
  records: Pick<VolumeLabelStore<AgentLife>, 'all' | 'remember'>;
  clock: Clock;
  logger: Logger;
}

/** Each agent's life: that of its spec, until a person changes it. */
export class LifeService {
  /** Fires with the ids of agents whose life may have changed. */
  readonly changed = new Emitter<readonly string[]>();
  readonly #options: LifeServiceOptions;
  readonly #scope = new Scope();
  #changedLives = new Map<string, AgentLife>();
  #ready: Promise<void> = Promise.resolve();

  constructor(options: LifeServiceOptions) {
    this.#options = options;
    this.#scope.add(
      options.connection.onChange(({ status }) => {
        if (status === 'connected') this.#ready = this.#load();
      }),
    );
    if (options.connection.state.status === 'connected') this.#ready = this.#load();
    this.#scope.add(
      options.directory.onChange(({ removed }) => {
        for (const agentId of removed) this.#changedLives.delete(agentId);
      }),
    );
  }

  /** Resolves when changes of earlier runs of the app are loaded. */
  ready(): Promise<void> {
    return this.#ready;
  }

  lifeOf(agent: Pick<Agent, 'id' | 'spec'>): AgentLife {
    return this.#changedLives.get(agent.id) ?? agent.spec?.life ?? MANUAL_LIFE;
  }

  /** Throws `not-found`. The change is stored on the engine when this resolves. */
  async set(agentId: string, life: AgentLife): Promise<void> {
    const { directory, records, clock } = this.#options;
    directory.get(agentId);
    await records.remember(agentId, life, clock.now());
    this.#changedLives.set(agentId, life);
    this.changed.emit([agentId]);
  }

  dispose(): Promise<void> {
    return this.#scope.dispose();
  }

  async #load(): Promise<void> {
    try {
      this.#changedLives = await this.#options.records.all();
      this.changed.emit([...this.#changedLives.keys()]);
    } catch (error) {
      this.#options.logger.warn('reading the lives of agents failed', { error });
    }
  }
}
