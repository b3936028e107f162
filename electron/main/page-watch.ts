import type { Clock } from '../lib/clock.ts';

const ASK_EVERY_MS = 2_000;
/** Ten seconds: no work of the page's own takes one. */
const UNANSWERED_LIMIT = 5;

/**
 * Asks the page every two seconds whether it still runs. Chromium's own notice of an unresponsive page needs a click
 * that waits for half a minute. Rounds are counted, not time: a computer that slept has asked nothing meanwhile.
 */
export class PageWatch {
  readonly #clock: Clock;
  readonly #ask: () => Promise<unknown>;
  readonly #onSilent: () => void;
  #cancel: (() => void) | undefined;
  #unanswered = 0;
  /** Answers of an earlier start say nothing about this one. */
  #round = 0;

  constructor(options: { clock: Clock; ask: () => Promise<unknown>; onSilent: () => void }) {
    this.#clock = options.clock;
    this.#ask = options.ask;
    this.#onSilent = options.onSilent;
  }

  /** Begins anew; call it when a page has loaded. */
  start(): void {
    this.stop();
    this.#unanswered = 0;
    this.#next();
  }

  stop(): void {
    this.#round += 1;
    this.#cancel?.();
    this.#cancel = undefined;
  }

  #next(): void {
    if (this.#unanswered >= UNANSWERED_LIMIT) {
      this.stop();
      this.#onSilent();
      return;
    }
    const round = this.#round;
    this.#unanswered += 1;
    const resetOnAnswer = () => {
      if (round === this.#round) this.#unanswered = 0;
    };
    // A page that refuses to answer answers.
    this.#ask().then(resetOnAnswer, resetOnAnswer);
    this.#cancel = this.#clock.after(ASK_EVERY_MS, () => this.#next());
  }
}
