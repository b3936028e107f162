import type { EngineFacts } from '../../contract/engine.ts';
import { AppFailure } from '../../contract/error.ts';
import { type Clock, delay } from '../../lib/clock.ts';
import type { Engine } from './engine.ts';

/** A dead machine behind TCP or SSH does not close the connection, so only a ping detects it. */
const PING_EVERY_MS = 20_000;
const PING_TIMEOUT_MS = 10_000;
/** A busy engine may miss one ping. */
const MISSES_ALLOWED = 1;
const FACTS_TIMEOUT_MS = 5_000;
/** Pause that prevents a busy loop when an engine answers pings but ends the stream at once. */
const REOPEN_DELAY_MS = 1_000;

/**
 * Filter for events that hardly ever happen: the stream is open only to detect its end. Podman accepts the filter too.
 */
const QUIET = { event: ['reload'] };

/**
 * Resolves when the engine no longer answers; rejects when the signal aborts. Calls `onReturn` when the stream broke
 * but the engine answers again (after a restart behind a socket that systemd kept open), because events were missed.
 */
export async function watchEngine(
  engine: Engine,
  clock: Clock,
  signal: AbortSignal,
  onReturn: (facts: EngineFacts) => void,
): Promise<void> {
  for (;;) {
    const openedAt = clock.monotonic();
    await untilStreamEnds(engine, clock, signal);
    signal.throwIfAborted();
    if (clock.monotonic() - openedAt < REOPEN_DELAY_MS) await delay(clock, REOPEN_DELAY_MS, signal);
    try {
      onReturn(await engine.facts({ signal, timeoutMs: FACTS_TIMEOUT_MS }));
    } catch (error) {
      signal.throwIfAborted();
      if (error instanceof AppFailure) return;
      throw error;
    }
  }
}

async function untilStreamEnds(engine: Engine, clock: Clock, signal: AbortSignal): Promise<void> {
  const ended = new AbortController();
  const stop = () => ended.abort();
  signal.addEventListener('abort', stop, { once: true });
  const pinging = pingUntilSilent(engine, clock, ended.signal).finally(stop);
  try {
    for await (const _ of await engine.events(QUIET, ended.signal)) void _;
  } catch (error) {
    if (!(error instanceof AppFailure)) throw error;
  } finally {
    stop();
    signal.removeEventListener('abort', stop);
    await pinging;
  }
}

/** Resolves when pings go unanswered, or when the signal aborts. */
async function pingUntilSilent(engine: Engine, clock: Clock, signal: AbortSignal): Promise<void> {
  let misses = 0;
  while (!signal.aborted && misses <= MISSES_ALLOWED) {
    try {
      await delay(clock, PING_EVERY_MS, signal);
      await engine.ping({ signal, timeoutMs: PING_TIMEOUT_MS });
      misses = 0;
    } catch {
      misses += 1; // An aborted signal ends the loop by its condition.
    }
  }
}
