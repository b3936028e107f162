import type { Clock } from './clock.ts';

/** A clock that a test advances by hand. */
export class ManualClock implements Clock {
  #now = 0;
  /** By how much the time of day was set. */
  #setMs = 0;
  #timers: { at: number; callback: () => void }[] = [];

  now(): number {
    return this.#now + this.#setMs;
  }

  monotonic(): number {
    return this.#now;
  }

  /** Sets the time of day forward or back; no time passes. */
  setBy(ms: number): void {
    this.#setMs += ms;
  }

  after(delayMs: number, callback: () => void): () => void {
    const timer = { at: this.#now + delayMs, callback };
    this.#timers.push(timer);
    return () => {
      this.#timers = this.#timers.filter((other) => other !== timer);
    };
  }

  /** Runs the timers due within the next `ms`, in order. */
  advance(ms: number): void {
    const end = this.#now + ms;
    for (;;) {
      const next = this.#timers.filter(({ at }) => at <= end).sort((a, b) => a.at - b.at)[0];
      if (!next) break;
      this.#timers = this.#timers.filter((timer) => timer !== next);
      this.#now = next.at;
      next.callback();
    }
    this.#now = end;
  }
}
