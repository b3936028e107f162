/**
 * Counts the amount that one end of a stream has sent and the other has not yet handled. `full` from the high mark
 * until the amount has fallen to the low mark.
 */
export class Credit {
  readonly #high: number;
  readonly #low: number;
  #outstanding = 0;
  #full = false;
  #waiters: (() => void)[] = [];

  constructor(marks: { high: number; low: number }) {
    this.#high = marks.high;
    this.#low = marks.low;
  }

  get full(): boolean {
    return this.#full;
  }

  get outstanding(): number {
    return this.#outstanding;
  }

  spend(amount: number): void {
    this.#outstanding += amount;
    if (this.#outstanding >= this.#high) this.#full = true;
  }

  /** Caps the amount at the outstanding one, so that a consumer cannot collect credit in advance. */
  giveBack(amount: number): void {
    this.#outstanding = Math.max(0, this.#outstanding - Math.max(0, amount));
    if (this.#full && this.#outstanding <= this.#low) this.release();
  }

  /** Resolves at once below the high mark, else when the consumer has caught up or the stream ends. */
  ready(): Promise<void> {
    if (!this.#full) return Promise.resolve();
    return new Promise((resolve) => this.#waiters.push(resolve));
  }

  /** Resolves all waiting producers; also called when the stream ends, so that no producer hangs. */
  release(): void {
    this.#full = false;
    for (const waiter of this.#waiters.splice(0)) waiter();
  }
}
