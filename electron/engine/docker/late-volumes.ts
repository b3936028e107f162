import { AppFailure } from '../../contract/error.ts';
import type { Clock } from '../../lib/clock.ts';
import type { Logger } from '../../lib/logger.ts';
import type { Scope } from '../../lib/scope.ts';
import type { EngineConnection } from './connection.ts';
import type { Engine } from './engine.ts';
import { type EventNotice, followEngineEvents } from './events.ts';

/**
 * Removes volumes whose creation failed and that the engine makes all the same: one that stalls works off its requests
 * when nobody waits for them any more. A record that was reported as failed would otherwise count.
 */
export class LateVolumes {
  readonly #logger: Logger;
  /** Names whose creation failed. */
  readonly #abandoned = new Set<string>();

  constructor(logger: Logger) {
    this.#logger = logger;
  }

  /** The same engine, which lists no volume whose creation failed. */
  hiding(engine: Engine): Engine {
    return {
      ...engine,
      createVolume: async (body, options) => {
        try {
          await engine.createVolume(body, options);
          this.#abandoned.delete(body.Name);
        } catch (error) {
          if (isUnanswered(error)) {
            this.#abandoned.add(body.Name);
            // Its event may have come before the failure.
            this.#remove(engine, body.Name);
          }
          throw error;
        }
      },
      listVolumes: async (filters, options) => {
        const volumes = await engine.listVolumes(filters, options);
        return volumes.filter(({ Name }) => !this.#abandoned.has(Name));
      },
    };
  }

  /** Removes every such volume as soon as the engine has made it. Returns a scope that ends it. */
  follow(options: { connection: EngineConnection; clock: Clock }): Scope {
    return followEngineEvents({
      ...options,
      logger: this.#logger,
      // Events of volumes carry no labels.
      filters: { type: ['volume'], event: ['create'] },
      onNotice: (notice) => this.onNotice(options.connection.engine(), notice),
    });
  }

  onNotice(engine: Pick<Engine, 'removeVolume'>, notice: EventNotice): void {
    if (notice.type === 'gap') for (const name of this.#abandoned) this.#remove(engine, name);
    else if (this.#abandoned.has(notice.event.Actor.ID)) this.#remove(engine, notice.event.Actor.ID);
  }

  /** The name stays abandoned: the engine may not have come to its creation yet. */
  #remove(engine: Pick<Engine, 'removeVolume'>, name: string): void {
    engine
      .removeVolume(name)
      .catch((error: unknown) => this.#logger.debug('a late volume was not removed', { name, error }));
  }
}

/** An engine that refused a creation does not carry it out later, and the name may be that of another volume. */
const isUnanswered = (error: unknown) =>
  error instanceof AppFailure && error.error.type === 'engine-unreachable';
