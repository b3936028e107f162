import { AppFailure } from '../../contract/error.ts';
import type { FromHost, ToHost } from '../../contract/host.ts';
import type { PreferencesChange } from '../../contract/preferences.ts';
import { PendingRequests } from '../../lib/pending-requests.ts';

type PreferencesAnswer = Extract<ToHost, { type: 'preferences-answer' }>;

/** Changes preferences through Electron's main process, which owns the settings file. */
export class MainPreferences {
  readonly #send: (message: FromHost) => void;
  readonly #requests = new PendingRequests<PreferencesAnswer['error']>();

  constructor(send: (message: FromHost) => void) {
    this.#send = send;
  }

  /** Takes main's answer. */
  receive({ requestId, error }: PreferencesAnswer): void {
    this.#requests.receive(requestId, error);
  }

  async change(change: PreferencesChange, basedOn: PreferencesChange): Promise<void> {
    const error = await this.#requests.ask((requestId) =>
      this.#send({ type: 'change-preferences', requestId, change, basedOn }),
    );
    if (error) throw new AppFailure(error);
  }
}
