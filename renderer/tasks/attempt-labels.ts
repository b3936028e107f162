import type { Attempt, AttemptState, Task } from '../../electron/contract/task.ts';
import {
  type Icon,
  IconCircleCheck,
  IconClockPause,
  IconListCheck,
  IconPlayerPlay,
  IconX,
} from '../ui/icons.ts';
import type { Tone } from '../ui/tone.ts';

interface StateLook {
  label: string;
  tone: Tone;
  icon: Icon;
}

export const stateLooks: Record<AttemptState, StateLook> = {
  queued: { label: 'Queued', tone: 'neutral', icon: IconClockPause },
  working: { label: 'Working', tone: 'accent', icon: IconPlayerPlay },
  checking: { label: 'Checking', tone: 'accent', icon: IconListCheck },
  done: { label: 'Done', tone: 'success', icon: IconCircleCheck },
  failed: { label: 'Failed', tone: 'danger', icon: IconX },
};

/** The result of the check in words; undefined while there is none. */
export function checkResult({ checkExitCode }: Pick<Attempt, 'checkExitCode'>): string | undefined {
  if (checkExitCode === undefined) return undefined;
  return checkExitCode === 0 ? 'Check passed' : 'Check failed';
}

export const isOpen = ({ state }: Pick<Attempt, 'state'>): boolean =>
  state === 'queued' || state === 'working' || state === 'checking';

/** "2 working, 1 done" */
export function attemptCounts({ attempts }: Task): string {
  const states = Object.keys(stateLooks) as AttemptState[];
  const counts = states.flatMap((state) => {
    const count = attempts.filter((attempt) => attempt.state === state).length;
    return count === 0 ? [] : [`${count} ${stateLooks[state].label.toLowerCase()}`];
  });
  return counts.length === 0 ? 'No attempts' : counts.join(', ');
}
