import { reportError } from './report-error.ts';

/** A minimal typed event source; `on` returns the function that stops listening. */
export class Emitter<T> {
  readonly #listeners = new Set<(value: T) => void>();

  on(listener: (value: T) => void): () => void {
    // The wrapper lets a function listen twice, with each registration removed separately.
    const registered = (value: T) => listener(value);
    this.#listeners.add(registered);
    return () => this.#listeners.delete(registered);
  }

  /** Calls every listener registered at the start of the call. A listener's error is reported and stops no other. */
  emit(value: T): void {
    for (const listener of [...this.#listeners]) {
      try {
        listener(value);
      } catch (error) {
        reportError(error);
      }
    }
  }
}
