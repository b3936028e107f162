import { AppFailure } from '../../contract/error.ts';
import type { FromHost, ToHost } from '../../contract/host.ts';
import type { PreferencesChange } from '../../contract/preferences.ts';

/** Changes preferences through Electron's main process, which owns the settings file. */
export class MainPreferences {
  readonly #send: (message: FromHost) => void;
  readonly #waiting = new Map<
    number,
    (answer: Extract<ToHost, { type: 'preferences-answer' }>['error']) => void
  >();
  #lastRequest = 0;

  constructor(send: (message: FromHost) => void) {
    this.#send = send;
  }

  /** Takes main's answer. */
  receive({ requestId, error }: Extract<ToHost, { type: 'preferences-answer' }>): void {
    this.#waiting.get(requestId)?.(error);
    this.#waiting.delete(requestId);
  }

  async change(change: PreferencesChange, basedOn: PreferencesChange): Promise<void> {
    const requestId = ++this.#lastRequest;
    const error = await new Promise<AppFailure['error'] | null>((resolve) => {
      this.#waiting.set(requestId, resolve);
      this.#send({ type: 'change-preferences', requestId, change, basedOn });
    });
    if (error) throw new AppFailure(error);
  }
}
