import type { ConsentQuestion } from '../../contract/consent.ts';
import type { FromHost, ToHost } from '../../contract/host.ts';
import { PendingRequests } from '../../lib/pending-requests.ts';
import { type Consent, notAllowed } from './consent.ts';

/** Asks through Electron's main process, which shows a dialog of the system. */
export class MainConsent implements Consent {
  readonly #send: (message: FromHost) => void;
  readonly #requests = new PendingRequests<boolean>();

  constructor(send: (message: FromHost) => void) {
    this.#send = send;
  }

  /** Takes main's answer. */
  receive({ requestId, allowed }: Extract<ToHost, { type: 'consent-answer' }>): void {
    this.#requests.receive(requestId, allowed);
  }

  async ask(question: ConsentQuestion, signal?: AbortSignal): Promise<void> {
    const allowed = await this.#requests.ask(
      (requestId) => this.#send({ type: 'consent-wanted', requestId, question }),
      { signal, withdraw: (requestId) => this.#send({ type: 'consent-withdrawn', requestId }) },
    );
    if (!allowed) throw notAllowed();
  }
}
