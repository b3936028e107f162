import { AppFailure } from '../contract/error.ts';
import type { Attempt, Task } from '../contract/task.ts';

/** Returns the task with that title, or the only one whose id begins with the text. Throws `not-found` or `conflict`. */
export function findTask(tasks: readonly Task[], text: string): Task {
  const titled = tasks.filter(({ title }) => title === text);
  const matching = titled.length > 0 || text === '' ? titled : tasks.filter(({ id }) => id.startsWith(text));
  const [task, second] = matching;
  if (task && !second) return task;
  if (second)
    throw new AppFailure({
      type: 'conflict',
      message: `“${text}” names several tasks: ${matching.map(({ id }) => id).join(', ')}.`,
    });
  throw new AppFailure({ type: 'not-found', message: `There is no task “${text}”.` });
}

/** Returns the attempt with that number or agent; without a text the only one. Throws `not-found` or `conflict`. */
export function findAttempt({ title, attempts }: Task, text: string | undefined): Attempt {
  const named = attempts.filter(
    ({ number, agentName }) => text === undefined || String(number) === text || agentName === text,
  );
  const [attempt, second] = named;
  if (attempt && !second) return attempt;
  if (second)
    throw new AppFailure({
      type: 'conflict',
      message: `“${title}” has several attempts. Name one: ${attempts.map(({ number }) => number).join(', ')}.`,
    });
  throw new AppFailure({
    type: 'not-found',
    message: text === undefined ? `“${title}” has no attempts.` : `“${title}” has no attempt “${text}”.`,
  });
}
