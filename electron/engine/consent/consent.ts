import type { ConsentQuestion } from '../../contract/consent.ts';
import { AppFailure } from '../../contract/error.ts';

/**
 * Asks the person, where no page can answer for them. A window that was taken over can send any call; what would let
 * it reach further than the agents that it shows is asked here first.
 */
export interface Consent {
  /** Resolves when the person agreed; rejects with `not-allowed` when they did not. */
  ask(question: ConsentQuestion, signal?: AbortSignal): Promise<void>;
}

export function notAllowed(message = 'It was not allowed, so nothing was changed.'): AppFailure {
  return new AppFailure({ type: 'not-allowed', message });
}

/** Where nobody can be asked, the answer is no. */
export const refuseConsent: Consent = {
  ask: () => Promise.reject(notAllowed('Nobody can be asked about it here, so nothing was changed.')),
};
