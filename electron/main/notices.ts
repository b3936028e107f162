import { Emitter } from '../lib/emitter.ts';

/** Keeps messages about faults until a page takes them, because a crashed page cannot receive any. */
export class Notices {
  readonly added = new Emitter<void>();
  #waiting: string[] = [];

  add(text: string): void {
    this.#waiting.push(text);
    this.added.emit();
  }

  /** Returns and removes all notices. */
  take(): string[] {
    return this.#waiting.splice(0);
  }
}
