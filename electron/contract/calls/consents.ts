import { z } from 'zod';
import { waitingConsentSchema } from '../consent.ts';
import { savePlaceSchema } from '../save-place.ts';
import { nothing } from './inputs.ts';

/** The answers of a person to a host that has no dialogs of its own. No window may give them: see `PROGRAM_ONLY`. */
export const consentsCalls = {
  /** Rejects with `not-found` when the question no longer waits. */
  'consents.answer': { input: z.object({ consentId: z.string(), allowed: z.boolean() }), output: nothing },
  /** The person chose a path in a save dialog; the token lets a window have the path written once. */
  'save-places.offer': { input: savePlaceSchema, output: nothing },
} as const;

export const consentsStreams = {
  /** The questions that wait, now and after each change. Whoever follows it shows them to a person outside of a page. */
  'consents.watch': {
    input: nothing,
    item: z.array(waitingConsentSchema),
    inbound: z.never(),
    result: nothing,
  },
} as const;
