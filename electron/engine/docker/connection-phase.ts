import { assertNever } from '../../lib/assert-never.ts';

/** Phase of the connection. `failures` counts consecutive searches that found nothing. */
export type Phase =
  | { name: 'searching'; failures: number }
  | { name: 'connected' }
  | { name: 'waiting'; failures: number };

export type Happening = 'found' | 'not-found' | 'lost' | 'due' | 'retry-asked' | 'chosen';

/** The whole state machine of the connection. */
export function nextPhase(phase: Phase, happening: Happening): Phase {
  switch (happening) {
    case 'found':
      return { name: 'connected' };
    case 'not-found':
      return { name: 'waiting', failures: failuresOf(phase) + 1 };
    case 'lost':
      return { name: 'searching', failures: 0 };
    case 'due':
      return { name: 'searching', failures: failuresOf(phase) };
    case 'retry-asked':
      // A working connection has nothing to retry.
      return phase.name === 'connected' ? phase : { name: 'searching', failures: 0 };
    case 'chosen':
      return { name: 'searching', failures: 0 };
    default:
      return assertNever(happening);
  }
}

function failuresOf(phase: Phase): number {
  return phase.name === 'connected' ? 0 : phase.failures;
}
