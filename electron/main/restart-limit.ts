/** Limits how often a failing process is restarted. */
export class RestartLimit {
  readonly #limit: number;
  readonly #withinMs: number;
  #times: number[] = [];

  constructor({ limit, withinMs }: { limit: number; withinMs: number }) {
    this.#limit = limit;
    this.#withinMs = withinMs;
  }

  /** Whether a restart is allowed now (milliseconds of a monotonic clock); an allowed restart is counted. */
  allows(now: number): boolean {
    this.#times = this.#times.filter((time) => now - time < this.#withinMs);
    if (this.#times.length >= this.#limit) return false;
    this.#times.push(now);
    return true;
  }
}
