/** Bounds how often something that keeps failing is started again. */
export class RestartLimit {
  readonly #limit: number;
  readonly #withinMs: number;
  #times: number[] = [];

  constructor({ limit, withinMs }: { limit: number; withinMs: number }) {
    this.#limit = limit;
    this.#withinMs = withinMs;
  }

  /** Whether it may be started again now (milliseconds of any steady clock); counts when it may. */
  allows(now: number): boolean {
    this.#times = this.#times.filter((time) => now - time < this.#withinMs);
    if (this.#times.length >= this.#limit) return false;
    this.#times.push(now);
    return true;
  }
}
