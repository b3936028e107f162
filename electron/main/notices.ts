import { Emitter } from '../lib/emitter.ts';

/** What a person should know of faults, until a page has shown it: a page that just crashed cannot be told. */
export class Notices {
  readonly added = new Emitter<void>();
  #waiting: string[] = [];

  add(text: string): void {
    this.#waiting.push(text);
    this.added.emit();
  }

  /** Each notice once. */
  take(): string[] {
    return this.#waiting.splice(0);
  }
}
