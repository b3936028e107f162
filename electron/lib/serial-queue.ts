/** Runs work one after the other, in the order of the calls. Work that fails does not stop what follows. */
export class SerialQueue {
  #last: Promise<unknown> = Promise.resolve();

  /** Resolves when all work so far is over; never rejects. */
  get idle(): Promise<unknown> {
    return this.#last;
  }

  /** Settles as `work` does, which starts once all earlier work is over. */
  run<T>(work: () => Promise<T>): Promise<T> {
    const result = this.#last.then(work);
    this.#last = result.catch(() => undefined);
    return result;
  }
}
