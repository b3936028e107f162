import type { Clock } from '../lib/clock.ts';

/** The shortest interval between writes of the last uses. */
export const USES_WRITTEN_EVERY_MS = 60_000;

/** Limits writes of the last uses of secrets: the first use is written at once, uses within the interval together. */
export class UseWriter {
  readonly #clock: Clock;
  readonly #write: () => void;
  #writtenAt = Number.NEGATIVE_INFINITY;
  #cancel: (() => void) | undefined;

  constructor({ clock, write }: { clock: Clock; write(): void }) {
    this.#clock = clock;
    this.#write = write;
  }

  /** Records that a use is not on disk yet. */
  note(): void {
    if (this.#cancel) return;
    const waitMs = this.#writtenAt + USES_WRITTEN_EVERY_MS - this.#clock.now();
    if (waitMs <= 0 || waitMs > USES_WRITTEN_EVERY_MS) this.#now();
    else this.#cancel = this.#clock.after(waitMs, () => this.#now());
  }

  /** Writes pending uses at once. */
  flush(): void {
    if (this.#cancel) this.#now();
  }

  #now(): void {
    this.#cancel?.();
    this.#cancel = undefined;
    this.#writtenAt = this.#clock.now();
    this.#write();
  }
}
