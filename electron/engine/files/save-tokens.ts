import { AppFailure } from '../../contract/error.ts';
import { type Clock, delay } from '../../lib/clock.ts';
import { Emitter } from '../../lib/emitter.ts';

/** Limit of unused tokens: a window may ask for a path and never save. */
const KEPT = 50;
/** Wait for a token: the main process reports a path before it answers the window, but over another channel. */
const TOLD_WITHIN_MS = 2_000;

/**
 * Lets windows write only to a path that the person chose in the save dialog, once. A window has only a token; the path
 * comes from Electron's main process, so that a compromised page cannot choose one.
 */
export class SaveTokens {
  readonly #paths = new Map<string, string>();
  readonly #told = new Emitter<string>();
  readonly #clock: Clock;

  constructor(clock: Clock) {
    this.#clock = clock;
  }

  /** Stores the path that the person chose. */
  offer(token: string, path: string): void {
    this.#paths.set(token, path);
    const oldest = this.#paths.keys().next().value;
    if (this.#paths.size > KEPT && oldest !== undefined) this.#paths.delete(oldest);
    this.#told.emit(token);
  }

  /** Returns the path of a token and invalidates the token. Rejects with `invalid-input` for an unknown token. */
  async take(token: string, signal: AbortSignal): Promise<string> {
    if (!this.#paths.has(token)) await this.#awaitToken(token, signal);
    const path = this.#paths.get(token);
    this.#paths.delete(token);
    if (path !== undefined) return path;
    throw new AppFailure({
      type: 'invalid-input',
      field: 'path',
      message:
        'Nothing was saved: the place was not chosen in the save dialog, or was used already. Choose it again.',
    });
  }

  async #awaitToken(token: string, signal: AbortSignal): Promise<void> {
    const settled = new AbortController();
    const stop = this.#told.on((message) => {
      if (message === token) settled.abort();
    });
    const onAbort = () => settled.abort();
    signal.addEventListener('abort', onAbort, { once: true });
    // The dialog has answered, so the wait ends.
    await delay(this.#clock, TOLD_WITHIN_MS, settled.signal).catch(() => undefined);
    signal.removeEventListener('abort', onAbort);
    stop();
    signal.throwIfAborted();
  }
}
