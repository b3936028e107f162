/** Requests that a client may take back at once, and how many a second besides. */
const BURST = 100;
const RATE_PER_MS = 10 / 1_000;

/** Bounds how often one connection takes a request back before it is answered (CVE-2023-44487). */
export class ResetLimit {
  readonly #monotonicMs: () => number;
  #tokens = BURST;
  #refilledAt: number;

  constructor(monotonicMs: () => number) {
    this.#monotonicMs = monotonicMs;
    this.#refilledAt = monotonicMs();
  }

  /** Counts one. @returns false when there were too many */
  allows(): boolean {
    const now = this.#monotonicMs();
    this.#tokens = Math.min(BURST, this.#tokens + (now - this.#refilledAt) * RATE_PER_MS);
    this.#refilledAt = now;
    this.#tokens -= 1;
    return this.#tokens >= 0;
  }
}
