import type { Clock } from '../../lib/clock.ts';
import { HttpRefusal } from './problem.ts';

/** Requests that one caller may send per second, and in one burst. */
const PER_SECOND = 500;
const BURST = 1_000;
/** Callers are tokens and the socket, which are few. The limit bounds the memory for unknown callers. */
const MAXIMUM_CALLERS = 1_000;

/** Limits the requests of each caller. */
export class RateLimit {
  readonly #clock: Clock;
  readonly #callers = new Map<string, { left: number; at: number }>();

  constructor(clock: Clock) {
    this.#clock = clock;
  }

  /** Throws an `HttpRefusal` (429) when the caller has no request left. */
  take(caller: string): void {
    const now = this.#clock.now();
    const before = this.#callers.get(caller) ?? { left: BURST, at: now };
    const tokens = Math.min(BURST, before.left + ((now - before.at) / 1000) * PER_SECOND);
    if (this.#callers.size > MAXIMUM_CALLERS) this.#callers.clear();
    this.#callers.set(caller, { left: Math.max(0, tokens - 1), at: now });
    if (tokens < 1) throw new HttpRefusal(429, 'Too many requests. Wait a moment.', { 'retry-after': '1' });
  }
}
