type Cleanup = () => void | Promise<void>;

/**
 * Owns resources: whoever makes one adds its clean-up on the next line. Disposal runs last in, first out; one
 * failing clean-up does not stop the others. `signal` aborts as soon as disposal starts.
 */
export class Scope {
  readonly #cleanups: Cleanup[] = [];
  readonly #controller = new AbortController();
  #disposal: Promise<void> | undefined;

  get signal(): AbortSignal {
    return this.#controller.signal;
  }

  get disposed(): boolean {
    return this.#disposal !== undefined;
  }

  /** Registers `cleanup`; runs it at once if the scope is gone already, so that a late resource cannot leak. */
  add(cleanup: Cleanup): void {
    if (this.disposed) void Promise.resolve().then(cleanup);
    else this.#cleanups.push(cleanup);
  }

  /** A scope that ends with this one, or earlier by itself. */
  child(): Scope {
    const child = new Scope();
    this.add(() => child.dispose());
    return child;
  }

  /** Idempotent. Rejects with an AggregateError when clean-ups failed, after all of them ran. */
  dispose(): Promise<void> {
    this.#disposal ??= this.#run();
    return this.#disposal;
  }

  async #run(): Promise<void> {
    this.#controller.abort(new Error('disposed'));
    const errors: unknown[] = [];
    for (const cleanup of this.#cleanups.splice(0).reverse()) {
      try {
        await cleanup();
      } catch (error) {
        errors.push(error);
      }
    }
    if (errors.length > 0) throw new AggregateError(errors, 'clean-up failed');
  }
}
