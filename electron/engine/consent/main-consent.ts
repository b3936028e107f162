import type { ConsentQuestion } from '../../contract/consent.ts';
import type { FromHost, ToHost } from '../../contract/host.ts';
import { type Consent, notAllowed } from './consent.ts';

/** Asks through Electron's main process, which shows a dialog of the system. */
export class MainConsent implements Consent {
  readonly #send: (message: FromHost) => void;
  readonly #waiting = new Map<number, (allowed: boolean) => void>();
  #lastRequest = 0;

  constructor(send: (message: FromHost) => void) {
    this.#send = send;
  }

  /** Takes main's answer. */
  receive({ requestId, allowed }: Extract<ToHost, { type: 'consent-answer' }>): void {
    this.#waiting.get(requestId)?.(allowed);
  }

  async ask(question: ConsentQuestion, signal?: AbortSignal): Promise<void> {
    signal?.throwIfAborted();
    const requestId = ++this.#lastRequest;
    const allowed = await new Promise<boolean>((resolve, reject) => {
      const onAbort = () => {
        this.#send({ type: 'consent-withdrawn', requestId });
        settle(() => reject(signal?.reason));
      };
      const settle = (act: () => void) => {
        this.#waiting.delete(requestId);
        signal?.removeEventListener('abort', onAbort);
        act();
      };
      this.#waiting.set(requestId, (answer) => settle(() => resolve(answer)));
      signal?.addEventListener('abort', onAbort, { once: true });
      this.#send({ type: 'consent-wanted', requestId, question });
    });
    if (!allowed) throw notAllowed();
  }
}
