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

/** The reason for a refusal where nobody can be asked, and what to do next. */
export const NOBODY_TO_ASK =
  'A person must agree to it, and nobody can be asked here, so nothing was changed. Open the app, or run “bulkhead serve” in a terminal, and try again.';
