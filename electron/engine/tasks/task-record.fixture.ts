import type { AttemptRecord } from './task-record.ts';

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
    stopAsked: false,
    rounds: [],
    ...change,
  };
}
