import type { Attempt, Task } from '../../contract/task.ts';
import { formatDuration } from '../../lib/format-duration.ts';
import { age } from '../format.ts';

export const TASK_TITLES = ['ID', 'TITLE', 'PROJECT', 'CREATED', 'ATTEMPTS'];

export function taskRow(task: Task): string[] {
  return [task.id, task.title, task.project, age(task.createdAt), countsOf(task)];
}

/** "2 working, 1 done" */
function countsOf({ attempts }: Task): string {
  const states = [...new Set(attempts.map(({ state }) => state))];
  const count = (state: string) => attempts.filter((attempt) => attempt.state === state).length;
  return states.map((state) => `${count(state)} ${state}`).join(', ');
}

export const ATTEMPT_TITLES = ['NUMBER', 'AGENT', 'TYPE', 'STATE', 'TIME', 'CHECK', 'REASON'];

/** Returns what makes the row of an attempt; `now`: ms since the epoch. */
export function attemptRow(now: number): (attempt: Attempt) => string[] {
  return ({ number, agentName, type, state, begunAt, endedAt, checkExitCode, reason = '' }) => [
    String(number),
    agentName,
    type,
    state,
    begunAt === undefined ? '' : formatDuration(Math.max(0, (endedAt ?? now) - begunAt)),
    checkExitCode === undefined ? '' : checkExitCode === 0 ? 'passed' : 'failed',
    reason,
  ];
}
