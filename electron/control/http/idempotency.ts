import { createHash } from 'node:crypto';
import type { Clock } from '../../lib/clock.ts';
import { firstOfLargest } from '../../lib/fair-share.ts';
import { HttpRefusal } from './problem.ts';
import type { Answer } from './route.ts';

const REMEMBERED_MS = 24 * 60 * 60 * 1000;
const MAXIMUM_KEYS = 1_000;

interface Entry {
  readonly caller: string;
  body: string;
  answer: Promise<Answer>;
  at: number;
}

/**
 * Answers to requests with an `Idempotency-Key`, as long as this host runs: the same request again gets the same answer
 * and does nothing. A request that failed may be tried again.
 */
export class IdempotencyKeys {
  readonly #clock: Clock;
  readonly #entries = new Map<string, Entry>();

  constructor(clock: Clock) {
    this.#clock = clock;
  }

  /** Throws an `HttpRefusal` when the key was used for another body. Keys of different callers are different. */
  async once(
    key: { caller: string; route: string; value: string },
    body: unknown,
    run: () => Promise<Answer>,
  ): Promise<Answer> {
    if (key.value.length > 255) throw new HttpRefusal(400, 'An Idempotency-Key has at most 255 characters.');
    const id = JSON.stringify([key.caller, key.route, key.value]);
    const hash = createHash('sha256')
      .update(JSON.stringify(body ?? null))
      .digest('hex');
    this.#forgetOld();
    const entry = this.#entries.get(id);
    if (entry) {
      if (entry.body !== hash)
        throw new HttpRefusal(422, 'This Idempotency-Key was used for another request.');
      return await entry.answer;
    }
    const answer = run();
    this.#entries.set(id, { caller: key.caller, body: hash, answer, at: this.#clock.now() });
    try {
      return await answer;
    } catch (error) {
      this.#entries.delete(id);
      throw error;
    }
  }

  #forgetOld(): void {
    const oldest = this.#clock.now() - REMEMBERED_MS;
    for (const [id, { at }] of this.#entries) {
      if (at >= oldest) break;
      this.#entries.delete(id);
    }
    if (this.#entries.size < MAXIMUM_KEYS) return;
    // Otherwise one caller could make the host forget, and do again, what another asked for once.
    const surplus = firstOfLargest(this.#entries, ([, { caller }]) => caller);
    if (surplus) this.#entries.delete(surplus[0]);
  }
}
