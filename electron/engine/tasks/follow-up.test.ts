import { mkdtemp, rm } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { afterEach, beforeEach, expect, it } from 'vitest';
import { sampleAgent } from '../../contract/agent.fixture.ts';
import type { AgentStatus } from '../../contract/agent.ts';
import { AppFailure } from '../../contract/error.ts';
import { silentLogger } from '../../lib/logger.ts';
import { type FollowUpOptions, followUp } from './follow-up.ts';
import { Records } from './records.ts';
import { sampleAttempt, sampleTask } from './task-record.fixture.ts';
import type { AttemptRecord } from './task-record.ts';
import { TaskStore } from './task-store.ts';

const taskId = 'a'.repeat(12);
const ended = { kind: 'ended', at: 1 } as const;
const failed = sampleAttempt({ begunAt: 1, exitCode: 0, checkExitCode: 1, end: ended });
const attemptId = failed.id;

let dataPath: string;
let store: TaskStore;
let records: Records;
let done: string[];
beforeEach(async () => {
  dataPath = await mkdtemp(join(tmpdir(), 'bulkhead-follow-up-'));
  store = new TaskStore({ dataPath, logger: silentLogger });
  records = new Records({ store, logger: silentLogger });
  done = [];
});
afterEach(async () => {
  await store.dispose();
  await rm(dataPath, { recursive: true });
});

/** Sends a message to an attempt; resolves to the words of a failure, or to the messages of its rounds. */
async function send(
  attempt: AttemptRecord,
  wish: { message?: string; fixCheck?: boolean; snapshot?: boolean },
  { status = 'running', ...change }: Partial<FollowUpOptions> & { status?: AgentStatus | undefined } = {},
): Promise<string | string[]> {
  await records.put(sampleTask({ id: taskId, check: 'npm test', attempts: [attempt] }));
  const agents = [sampleAgent({ id: attempt.agentId, status })];
  const options = {
    directory: { list: () => ({ sequence: 1, agents }) },
    operations: { list: () => [], ended: async () => ({ status: 'done' }) },
    records,
    start: async () => void done.push('start'),
    snapshots: {
      save: async (_: string, { name }: { name: string }) => {
        done.push(name);
        return { id: 'o' };
      },
      list: async () => [{ id: '7', name: 'Fix it, before round 2' }],
    },
    readCheck: async () => ({ bytes: new TextEncoder().encode('1 failed'), isCut: false }),
    ...change,
  } as unknown as FollowUpOptions;
  const input = { taskId, attemptId, message: 'More', fixCheck: false, snapshot: false, ...wish };
  try {
    await followUp(options, input, AbortSignal.timeout(5_000));
  } catch (error) {
    if (error instanceof AppFailure) return error.message;
    throw error;
  }
  return records.attempt(taskId, attemptId).rounds.map(({ message }) => message);
}

it('begins a round in a running agent, and starts one that is stopped', async () => {
  expect(await send(failed, {})).toEqual(['More']);
  expect(done).toEqual([]);
  expect(await send(failed, {}, { status: 'stopped' })).toEqual(['More']);
  expect(done).toEqual(['start']);
});

it('saves a snapshot before the agent starts, which the round remembers', async () => {
  expect(await send(failed, { snapshot: true }, { status: 'stopped' })).toEqual(['More']);
  expect(done).toEqual(['Fix it, before round 2', 'start']);
  expect(records.attempt(taskId, attemptId).rounds[0]?.snapshotId).toBe('7');
});

it('begins nothing without the snapshot that was asked for, or without its agent', async () => {
  const operations = { list: () => [], ended: async () => ({ status: 'cancelled' }) };
  const cancelled = { operations } as unknown as Partial<FollowUpOptions>;
  expect(await send(failed, { snapshot: true }, cancelled)).toContain('was cancelled');
  const start = () => Promise.reject(new AppFailure({ type: 'conflict', message: 'No memory left.' }));
  expect(await send(failed, {}, { status: 'stopped', start })).toBe('No memory left.');
  expect(await send(failed, {}, { status: 'paused' })).toContain('is paused');
  expect(await send({ ...failed, agentId: 'gone' }, {}, { directory: none })).toContain('not on this engine');
  expect(records.attempt(taskId, attemptId).rounds).toEqual([]);
});

it('refuses a message to an attempt at work, also to one that begins meanwhile', async () => {
  const { end: _, ...working } = failed;
  expect(await send(working, {})).toContain('still at work');
  const start = async () => {
    const round = { id: 'c'.repeat(12), message: 'First', fixesCheck: false, command: [], stopAsked: false };
    records.change(taskId, attemptId, (each) => ({ ...each, rounds: [round] }));
  };
  expect(await send(failed, {}, { status: 'stopped', start })).toContain('still at work');
  expect(records.attempt(taskId, attemptId).rounds.map(({ message }) => message)).toEqual(['First']);
});

it('sends the output of a failed check three times, and says so then', async () => {
  const [message] = await send(failed, { fixCheck: true, message: '' });
  expect(message).toContain('```\n1 failed\n```');
  const fix = { ...failed, message: '', fixesCheck: true, command: [] };
  expect(await send({ ...failed, rounds: [fix, fix, fix] }, { fixCheck: true })).toContain(
    'as often as may be',
  );
  expect(await send({ ...failed, checkExitCode: 0 }, { fixCheck: true })).toContain('did not fail');
});

const none = { list: () => ({ sequence: 1, agents: [] }) } as unknown as FollowUpOptions['directory'];
