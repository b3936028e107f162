import type { AttemptRecord, TaskRecord } from './task-record.ts';

/** An attempt whose agent is being created. */
export function sampleAttempt(change: Partial<AttemptRecord> = {}): AttemptRecord {
  return {
    id: 'b'.repeat(12),
    number: 1,
    type: 'tool',
    promptCommand: ['tool', '{prompt}'],
    followUpCommand: [],
    output: 'text',
    agentId: 'agent',
    agentName: 'fix-1',
    memoryBytes: 0,
    tags: [],
    stopAsked: false,
    rounds: [],
    ...change,
  };
}

/** A task with one attempt. */
export function sampleTask(change: Partial<TaskRecord> = {}): TaskRecord {
  return {
    version: 1,
    id: 'a'.repeat(12),
    title: 'Fix it',
    prompt: 'Fix it\nplease',
    project: '/p',
    check: '',
    limits: {},
    allowance: { times: 1 },
    createdAt: 1,
    attempts: [sampleAttempt()],
    ...change,
  };
}
