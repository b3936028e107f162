type Cleanup = () => void | Promise<void>;

/**
 * Owns resources: the code that creates one adds its clean-up on the next line. Disposal runs last in, first out; one
 * failing clean-up does not stop the others. `signal` aborts as soon as disposal starts.
 */
export class Scope {
  readonly #cleanups = new Set<Cleanup>();
  readonly #controller = new AbortController();
  #disposal: Promise<void> | undefined;

  get signal(): AbortSignal {
    return this.#controller.signal;
  }

  get disposed(): boolean {
    return this.#disposal !== undefined;
  }

  /** The number of registered clean-ups, which tests for leaks count. */
  get size(): number {
    return this.#cleanups.size;
  }

  /**
   * Registers `cleanup`, or runs it at once when the scope is already disposed, so that a late resource cannot leak.
   * Returns the function that removes it, for a resource that ended by itself.
   */
  add(cleanup: Cleanup): () => void {
    const registered = () => cleanup();
    if (this.disposed) void Promise.resolve().then(registered);
    else this.#cleanups.add(registered);
    return () => void this.#cleanups.delete(registered);
  }

  /** Creates a scope that is disposed with this one. A child disposed earlier is removed from this scope. */
  child(): Scope {
    const child = new Scope();
    const detach = this.add(() => child.dispose());
    // This is registered first, so that it runs last: until then a disposal of this scope waits for the child's.
    child.add(detach);
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
    const cleanups = [...this.#cleanups].reverse();
    this.#cleanups.clear();
    for (const cleanup of cleanups) {
      try {
        await cleanup();
      } catch (error) {
        errors.push(error);
      }
    }
    if (errors.length > 0) throw new AggregateError(errors, 'clean-up failed');
  }
}
