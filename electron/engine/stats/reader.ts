import { AppFailure } from '../../contract/error.ts';
import { backoffMs } from '../../lib/backoff.ts';
import { type Clock, delay } from '../../lib/clock.ts';
import type { Semaphore } from '../../lib/semaphore.ts';
import type { ContainerStats } from '../docker/api.ts';
import type { Engine } from '../docker/engine.ts';
import { isLive } from './sample.ts';

/** Interval of readings for a list. Measured: the engine's cost depends mostly on the frequency. */
export const LISTED_INTERVAL_MS = 5_000;
/** Delay of the second reading: a rate needs two, so a short delay fills the list soon. */
const SECOND_READING_MS = 1_000;
/** Delay after a stream's end: its container has stopped, or is read again. */
const STREAM_AGAIN_MS = 1_000;

export interface ReaderOptions {
  engine(): Engine;
  clock: Clock;
  /** Limits parallel one-shot readings: on 20.10 each waits up to a second for the collector's tick. */
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

/** Reads a container at the slow interval until the signal aborts. `isFresh`: it was read a moment ago. */
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

/**
 * Repeats `work` with the pause that it returns. A lost container or engine is no error here, because other parts
 * report it.
 */
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
