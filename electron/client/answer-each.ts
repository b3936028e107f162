import { SerialQueue } from '../lib/serial-queue.ts';

/**
 * Asks about each item of a changing list once, one at a time, and withdraws the question when its item is gone.
 * `ask` resolves to the answer, and rejects when its signal aborts.
 */
export class AnswerEach<T extends { id: string }> {
  readonly #ask: (item: T, signal: AbortSignal) => Promise<boolean>;
  readonly #answer: (item: T, allowed: boolean) => void;
  readonly #asked = new Map<string, AbortController>();
  readonly #queue = new SerialQueue();

  constructor(options: {
    ask(item: T, signal: AbortSignal): Promise<boolean>;
    answer(item: T, allowed: boolean): void;
  }) {
    this.#ask = options.ask;
    this.#answer = options.answer;
  }

  /** Takes the present list. */
  update(items: readonly T[]): void {
    for (const [id, controller] of this.#asked) {
      if (items.some((item) => item.id === id)) continue;
      this.#asked.delete(id);
      controller.abort(new Error('answered elsewhere'));
    }
    for (const item of items) {
      if (this.#asked.has(item.id)) continue;
      const controller = new AbortController();
      this.#asked.set(item.id, controller);
      void this.#queue.run(() => this.#askOnce(item, controller.signal));
    }
  }

  async #askOnce(item: T, signal: AbortSignal): Promise<void> {
    if (signal.aborted) return;
    try {
      this.#answer(item, await this.#ask(item, signal));
    } catch {
      // What cannot be shown, or was withdrawn, has no answer from here.
    }
  }
}
