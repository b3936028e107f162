import { reportError } from './report-error.ts';

/** A minimal typed event source; `on` returns the function that stops listening. */
export class Emitter<T> {
  readonly #listeners = new Set<(value: T) => void>();

  on(listener: (value: T) => void): () => void {
    // One function may listen twice, and each registration ends by itself.
    const registered = (value: T) => listener(value);
    this.#listeners.add(registered);
    return () => this.#listeners.delete(registered);
  }

  /** Calls every listener that was there when it began. One that throws is reported, and the others still hear. */
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
