import type { Clock } from '../../lib/clock.ts';
import { hashOf, randomSecret } from './random-secret.ts';

/** Long enough to walk to a tablet. */
export const LINK_LIFETIME_MS = 10 * 60_000;
const MAXIMUM_LINKS = 16;

/** The links that sign a browser in once. Only hashes are kept, in memory. */
export class SignInLinks {
  readonly #clock: Clock;
  /** The time of expiry by hash. */
  readonly #links = new Map<string, number>();

  constructor(clock: Clock) {
    this.#clock = clock;
  }

  /** Returns the secret part of a new link. The oldest one is forgotten when there are too many. */
  create(): { secret: string; expiresAt: number } {
    const secret = randomSecret();
    const expiresAt = this.#clock.now() + LINK_LIFETIME_MS;
    this.#links.set(hashOf(secret), expiresAt);
    const oldest = this.#links.keys().next().value;
    if (this.#links.size > MAXIMUM_LINKS && oldest !== undefined) this.#links.delete(oldest);
    return { secret, expiresAt };
  }

  /** Uses the link up. Returns whether it was valid. */
  redeem(secret: string): boolean {
    const hash = hashOf(secret);
    const expiresAt = this.#links.get(hash);
    this.#links.delete(hash);
    return expiresAt !== undefined && this.#clock.now() < expiresAt;
  }
}
