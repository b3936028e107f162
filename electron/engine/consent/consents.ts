import type { ConsentQuestion, WaitingConsent } from '../../contract/consent.ts';
import { AppFailure } from '../../contract/error.ts';
import { Emitter } from '../../lib/emitter.ts';
import { type Consent, NOBODY_TO_ASK, notAllowed } from './consent.ts';

interface Waiting {
  readonly question: WaitingConsent;
  settle(allowed: boolean): void;
}

/**
 * Asks the person where this process can, and in the dialogs of the person's other programs that follow the questions,
 * such as an app that is a client of this host. The first answer counts.
 */
export class Consents implements Consent {
  readonly changed = new Emitter<void>();
  readonly #local: Consent | undefined;
  readonly #asksPrograms: boolean;
  readonly #waiting = new Map<string, Waiting>();
  #watchers = 0;
  #lastId = 0;

  constructor(options: {
    /** Asks in this process; absent: nobody is here. */
    local?: Consent | undefined;
    /** Whether other programs may answer. */
    asksPrograms: boolean;
  }) {
    this.#local = options.local;
    this.#asksPrograms = options.asksPrograms;
  }

  /** The questions for other programs, the oldest first. */
  list(): WaitingConsent[] {
    return [...this.#waiting.values()].map(({ question }) => question);
  }

  /** Counts a program that shows the questions to the person, until the returned function is called. */
  addWatcher(): () => void {
    this.#watchers += 1;
    return () => {
      this.#watchers -= 1;
      if (this.#watchers > 0 || this.#local) return;
      for (const { settle } of [...this.#waiting.values()]) settle(false);
    };
  }

  /** Throws `not-found` when the question no longer waits. */
  answer(consentId: string, allowed: boolean): void {
    const waiting = this.#waiting.get(consentId);
    if (!waiting)
      throw new AppFailure({ type: 'not-found', message: 'This question no longer waits for an answer.' });
    waiting.settle(allowed);
  }

  async ask(question: ConsentQuestion, signal?: AbortSignal): Promise<void> {
    signal?.throwIfAborted();
    if (!this.#asksPrograms) return await (this.#local ?? NOBODY).ask(question, signal);
    if (!this.#local && this.#watchers === 0) throw notAllowed(NOBODY_TO_ASK);
    if (!(await this.#race(question, signal))) throw notAllowed();
  }

  /** Resolves to the first answer, and withdraws the question everywhere else. Rejects with the signal's reason. */
  #race(question: ConsentQuestion, signal: AbortSignal | undefined): Promise<boolean> {
    const id = String(++this.#lastId);
    const answered = new AbortController();
    return new Promise((resolve, reject) => {
      const end = () => {
        signal?.removeEventListener('abort', onAbort);
        this.#waiting.delete(id);
        this.changed.emit();
        answered.abort(new Error('answered'));
      };
      const onAbort = () => {
        end();
        reject(signal?.reason);
      };
      const settle = (allowed: boolean) => {
        if (answered.signal.aborted) return;
        end();
        resolve(allowed);
      };
      signal?.addEventListener('abort', onAbort, { once: true });
      this.#waiting.set(id, { question: { ...question, id }, settle });
      this.changed.emit();
      this.#local?.ask(question, answered.signal).then(
        () => settle(true),
        () => settle(false),
      );
    });
  }
}

const NOBODY: Consent = { ask: () => Promise.reject(notAllowed(NOBODY_TO_ASK)) };
