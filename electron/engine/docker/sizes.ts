import { setTimeout as delay } from 'node:timers/promises';
import type { z } from 'zod';
import { AppFailure } from '../../contract/error.ts';
import { Semaphore } from '../../lib/semaphore.ts';
import { unlessAborted } from '../../lib/unless-aborted.ts';
import { diskUsage, volumes } from './answers.ts';
import type { EngineClient } from './client.ts';
import type { CallOptions, Engine } from './engine.ts';
import { cancelled, DeadlineError, toFailure } from './errors.ts';

type SizeCalls = Pick<Engine, 'diskUsage' | 'volumeSizes'>;

/** Deadline for the engine to walk every volume's files. */
const SIZES_TIMEOUT_MS = 5 * 60_000;
/** Pause before the next try while the engine walks for another client. */
const ASK_AGAIN_MS = 250;

const about = { kind: 'engine' } as const;

/**
 * Calls `GET /system/df`, one request at a time. Engines up to 20.10 refuse a second walk during the first, even when
 * the first client has disconnected. Newer engines give the second caller the answer of the first walk, which may list
 * a volume that was deleted meanwhile. So this client never aborts a started walk, and starts the next one after its
 * end.
 */
export function sizeCalls(client: Pick<EngineClient, 'json'>): SizeCalls {
  const oneAtATime = new Semaphore(1);

  async function walk<T>(
    schema: z.ZodType<T>,
    query: { type?: 'volume' },
    options: CallOptions = {},
  ): Promise<T> {
    const { timeoutMs = SIZES_TIMEOUT_MS, signal = new AbortController().signal } = options;
    if (signal.aborted) throw cancelled();
    const waiting = new AbortController();
    const timer = setTimeout(() => waiting.abort(new DeadlineError(timeoutMs)), timeoutMs);
    const onAbort = () => waiting.abort(cancelled());
    signal.addEventListener('abort', onAbort, { once: true });
    try {
      const leave = await oneAtATime.enter(waiting.signal);
      const answer = untilAccepted(schema, query, waiting.signal, timeoutMs).finally(leave);
      return await unlessAborted(answer, waiting.signal);
    } catch (error) {
      throw toFailure(waiting.signal.aborted ? waiting.signal.reason : error, about);
    } finally {
      clearTimeout(timer);
      signal.removeEventListener('abort', onAbort);
    }
  }

  async function untilAccepted<T>(
    schema: z.ZodType<T>,
    query: { type?: 'volume' },
    signal: AbortSignal,
    timeoutMs: number,
  ): Promise<T> {
    for (;;) {
      try {
        return await client.json(schema, { method: 'GET', path: '/system/df', query, about }, { timeoutMs });
      } catch (error) {
        if (!isWalking(error)) throw error;
        await delay(ASK_AGAIN_MS, undefined, { signal });
      }
    }
  }

  return {
    diskUsage: (options) => walk(diskUsage, {}, options),
    async volumeSizes(options) {
      // `type=volume` (API 1.42) spares newer engines the images and the build cache; older ones ignore it.
      const { Volumes } = await walk(volumes, { type: 'volume' }, options);
      return new Map(Volumes.map(({ Name, UsageData }) => [Name, UsageData?.Size ?? 0]));
    },
  };
}

/** Whether the engine refused because it walks for another client (Docker up to 20.10). */
function isWalking(error: unknown): boolean {
  return error instanceof AppFailure && /disk usage operation is already running/.test(error.error.raw ?? '');
}
