import { AppFailure } from '../../contract/error.ts';
import { backoffMs } from '../../lib/backoff.ts';
import { type Clock, delay } from '../../lib/clock.ts';
import type { Logger } from '../../lib/logger.ts';
import { Scope } from '../../lib/scope.ts';
import type { EngineEvent } from './api.ts';
import type { EngineConnection } from './connection.ts';
import type { Engine, Filters } from './engine.ts';

/**
 * Argument of an event listener. `gap`: events may have been missed, so the listener must read everything again; it is
 * also the first notice.
 */
export type EventNotice = { type: 'event'; event: EngineEvent } | { type: 'gap' };

export interface EngineEventsOptions {
  connection: EngineConnection;
  /** For example `{ label: ['dev.bulkhead.agent'] }`. */
  filters: Filters;
  clock: Clock;
  logger: Logger;
  onNotice(notice: EventNotice): void;
}

/**
 * Follows the engine's events across reconnects. A `gap` is sent when a stream is open: data read after it, together
 * with the later events, is complete. Returns a scope that ends it.
 */
export function followEngineEvents(options: EngineEventsOptions): Scope {
  const scope = new Scope();
  const { connection } = options;
  let round: Scope | undefined;

  const begin = () => {
    round = scope.child();
    const running = follow(connection.engine(), options, round.signal).catch((error: unknown) =>
      options.logger.error('following the engine’s events failed', { error }),
    );
    round.add(() => running);
  };
  const end = () => {
    void round?.dispose();
    round = undefined;
  };
  scope.add(
    connection.onChange((state) => {
      end();
      if (state.status === 'connected') begin();
    }),
  );
  if (connection.state.status === 'connected') begin();
  return scope;
}

/** Follows one engine until the signal aborts. */
async function follow(engine: Engine, options: EngineEventsOptions, signal: AbortSignal): Promise<void> {
  const { filters, clock, logger, onNotice } = options;
  let failures = 0;
  while (!signal.aborted) {
    try {
      const events = await engine.events(filters, signal);
      onNotice({ type: 'gap' });
      for await (const event of events) {
        failures = 0;
        onNotice({ type: 'event', event });
      }
    } catch (error) {
      if (signal.aborted) return;
      if (!(error instanceof AppFailure)) throw error;
      logger.debug('event stream broke', { error });
    }
    failures += 1;
    await delay(clock, backoffMs(failures), signal).catch(() => undefined);
  }
}
