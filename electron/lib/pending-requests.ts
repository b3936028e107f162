/** Requests to the other end of a channel, whose answers come back by the requests' numbers. */
export class PendingRequests<Answer> {
  readonly #waiting = new Map<number, (answer: Answer) => void>();
  #lastId = 0;

  /**
   * Has `send` send a request with its number, and resolves to the answer. Rejects with the signal's reason, of which
   * `withdraw` tells the other end.
   */
  async ask(
    send: (requestId: number) => void,
    { signal, withdraw }: { signal?: AbortSignal | undefined; withdraw?(requestId: number): void } = {},
  ): Promise<Answer> {
    signal?.throwIfAborted();
    const requestId = ++this.#lastId;
    return await new Promise<Answer>((resolve, reject) => {
      const onAbort = () => {
        this.#waiting.delete(requestId);
        withdraw?.(requestId);
        reject(signal?.reason);
      };
      signal?.addEventListener('abort', onAbort, { once: true });
      this.#waiting.set(requestId, (answer) => {
        this.#waiting.delete(requestId);
        signal?.removeEventListener('abort', onAbort);
        resolve(answer);
      });
      send(requestId);
    });
  }

  /** Takes an answer. One to a request that no longer waits has no effect. */
  receive(requestId: number, answer: Answer): void {
    this.#waiting.get(requestId)?.(answer);
  }

  /** Gives every request that waits the same answer, as when the other end has gone. */
  receiveForAll(answer: Answer): void {
    for (const settle of [...this.#waiting.values()]) settle(answer);
  }
}
