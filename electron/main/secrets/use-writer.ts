import type { Clock } from '../../lib/clock.ts';

/** The times of the last uses are written at most this often. */
export const USES_WRITTEN_EVERY_MS = 60_000;

/** Has the last uses of secrets written now and then: the first at once, those that follow within the interval together. */
export class UseWriter {
  readonly #clock: Clock;
  readonly #write: () => void;
  #writtenAt = Number.NEGATIVE_INFINITY;
  #cancel: (() => void) | undefined;

  constructor({ clock, write }: { clock: Clock; write(): void }) {
    this.#clock = clock;
    this.#write = write;
  }

  /** Something was used that is not on disk yet. */
  note(): void {
    if (this.#cancel) return;
    const waitMs = this.#writtenAt + USES_WRITTEN_EVERY_MS - this.#clock.now();
    if (waitMs <= 0 || waitMs > USES_WRITTEN_EVERY_MS) this.#now();
    else this.#cancel = this.#clock.after(waitMs, () => this.#now());
  }

  /** Writes at once what waits. */
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
