import { AppFailure } from '../../contract/error.ts';
import { backoffMs } from '../../lib/backoff.ts';
import { type Clock, delay } from '../../lib/clock.ts';
import type { Semaphore } from '../../lib/semaphore.ts';
import type { ContainerStats } from '../docker/api.ts';
import type { Engine } from '../docker/engine.ts';
import { isLive } from './sample.ts';

/** What a list shows is read this often: measured, the engine's cost falls with the frequency and with little else. */
export const LISTED_INTERVAL_MS = 5_000;
/** A rate needs two readings; the second one comes soon, so that a list does not stay empty. */
const SECOND_READING_MS = 1_000;
/** After a stream that ended: its container has stopped, or is about to be read again. */
const STREAM_AGAIN_MS = 1_000;

export interface ReaderOptions {
  engine(): Engine;
  clock: Clock;
  /** Bounds how many one-shot readings are under way: on 20.10 each waits for the collector's tick, up to a second. */
  queue: Semaphore;
  onStats(stats: ContainerStats): void;
}

/** Reads a container each second through the engine's stream until the signal aborts. */
export async function readStream(
  containerId: string,
  options: ReaderOptions,
  signal: AbortSignal,
): Promise<void> {
  await whileWanted(options, signal, async () => {
    for await (const stats of await options.engine().statsStream(containerId, signal)) {
      if (isLive(stats)) options.onStats(stats);
    }
    return STREAM_AGAIN_MS;
  });
}

/** Reads a container now and then until the signal aborts. `isFresh`: it has been read before, a moment ago. */
export async function readSlowly(
  containerId: string,
  options: ReaderOptions,
  signal: AbortSignal,
  isFresh: boolean,
): Promise<void> {
  let readings = isFresh ? 1 : 0;
  await whileWanted(options, signal, async () => {
    const leave = await options.queue.enter(signal);
    try {
      const stats = await options.engine().stats(containerId, { signal });
      if (isLive(stats)) options.onStats(stats);
    } finally {
      leave();
    }
    readings += 1;
    return readings === 1 ? SECOND_READING_MS : LISTED_INTERVAL_MS;
  });
}

/** Repeats `work`, with the pause it asks for. A container or an engine that went away is no error: others notice. */
async function whileWanted(
  { clock }: ReaderOptions,
  signal: AbortSignal,
  work: () => Promise<number>,
): Promise<void> {
  let failures = 0;
  while (!signal.aborted) {
    let pauseMs: number;
    try {
      pauseMs = await work();
      failures = 0;
    } catch (error) {
      if (signal.aborted) return;
      if (!(error instanceof AppFailure)) throw error;
      failures += 1;
      pauseMs = backoffMs(failures);
    }
    await delay(clock, pauseMs, signal).catch(() => undefined);
  }
}
