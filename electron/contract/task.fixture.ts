import type { Attempt, Task } from './task.ts';

/** An attempt that works. Its ids and its name have its number. */
export function sampleShownAttempt(number: number, change: Partial<Attempt> = {}): Attempt {
  return {
    id: `attempt-${number}`,
    number,
    type: 'tool',
    output: 'text',
    agentId: `agent-${number}`,
    agentName: `fix-${number}`,
    state: 'working',
    rounds: [],
    keepsSession: false,
    ...change,
  };
}

export function sampleTask(change: Partial<Task> = {}): Task {
  return {
    id: 'task',
    title: 'Fix the log-in',
    prompt: 'Fix the log-in',
    project: '/project',
    check: '',
    limits: {},
    createdAt: 1,
    attempts: [],
    ...change,
  };
}
