import { fixesLeft } from '../../../electron/contract/follow-up.ts';
import type { Attempt } from '../../../electron/contract/task.ts';

/** What asks an agent to take its work up again. */
export const GO_ON = 'You were interrupted. Go on where you stopped.';

/** What a person can send with a press of a button, beside what they write. */
export interface ReadyMessages {
  /** How often the output of the failed check can still be sent; undefined: there is no failed check. */
  fixesLeft: number | undefined;
  /** Whether its session was broken off and can be taken up. */
  canGoOn: boolean;
}

/** Pure. */
export function readyMessages({
  rounds,
  keepsSession,
}: Pick<Attempt, 'rounds' | 'keepsSession'>): ReadyMessages {
  const newest = rounds.at(-1);
  const failed = newest?.ending === 'ended' && (newest.checkExitCode ?? 0) !== 0;
  const wasBrokenOff = newest?.ending === 'interrupted' || newest?.ending === 'stopped';
  return {
    fixesLeft: failed ? fixesLeft(rounds) : undefined,
    canGoOn: wasBrokenOff && keepsSession && newest?.begunAt !== undefined,
  };
}
