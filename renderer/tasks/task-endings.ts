import type { Attempt, Task } from '../../electron/contract/task.ts';
import { stateLooks } from './attempt-labels.ts';

/** What ended of a task, as a notification says it. */
export interface TaskEnding {
  taskId: string;
  title: string;
  body: string;
}

/**
 * The tasks of which an attempt has ended between two lists. An attempt without a recorded end is none: its agent may only
 * be on another engine. Pure.
 */
export function endingsBetween(before: readonly Task[], after: readonly Task[]): TaskEnding[] {
  const open = new Set(
    before.flatMap(({ attempts }) => attempts.filter((each) => !hasEnded(each)).map(({ id }) => id)),
  );
  return after.flatMap((task) => {
    const ended = task.attempts.filter((attempt) => hasEnded(attempt) && open.has(attempt.id));
    return ended.length === 0 ? [] : [{ taskId: task.id, title: task.title, body: bodyOf(task, ended) }];
  });
}

const hasEnded = ({ endedAt }: Attempt) => endedAt !== undefined;

function bodyOf({ attempts }: Task, ended: readonly Attempt[]): string {
  const left = attempts.filter((attempt) => !hasEnded(attempt)).length;
  if (left === 0 && attempts.length > 1) return `All attempts have ended: ${countsOf(attempts)}.`;
  const words = ended.map(inWords).join(' ');
  return left === 0 ? words : `${words} ${left} more ${left === 1 ? 'goes' : 'go'} on.`;
}

function inWords({ agentName, state, reason }: Attempt): string {
  const words = `${agentName}: ${stateLooks[state].label}.`;
  return reason === undefined ? words : `${words} ${reason}`;
}

function countsOf(attempts: readonly Attempt[]): string {
  const done = attempts.filter(({ state }) => state === 'done').length;
  const failed = attempts.length - done;
  if (failed === 0) return `${done} done`;
  return done === 0 ? `${failed} failed` : `${done} done, ${failed} failed`;
}
