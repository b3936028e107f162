import { mkdtemp, rm } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { afterEach, beforeEach, expect, it } from 'vitest';
import { sampleAgent } from '../../contract/agent.fixture.ts';
import type { ModelUsage } from '../../contract/attempt-progress.ts';
import { Emitter } from '../../lib/emitter.ts';
import { silentLogger } from '../../lib/logger.ts';
import { ManualClock } from '../../lib/manual-clock.ts';
import { LimitKeeper } from './limit-keeper.ts';
import { Records } from './records.ts';
import { sampleAttempt, sampleTask } from './task-record.fixture.ts';
import { TaskStore } from './task-store.ts';

const MINUTE = 60_000;
let dataPath: string;
let store: TaskStore;
beforeEach(async () => {
  dataPath = await mkdtemp(join(tmpdir(), 'bulkhead-limits-'));
  store = new TaskStore({ dataPath, logger: silentLogger });
});
afterEach(async () => {
  await store.dispose();
  await rm(dataPath, { recursive: true });
});

/** A task of two attempts, of which the second has ended, with a keeper that reports what it does. */
async function open(limits: object) {
  const clock = new ManualClock();
  const records = new Records({ store, logger: silentLogger });
  const acts: string[] = [];
  const used: Record<string, ModelUsage[]> = {};
  const agents = ['working', 'over'].map((id) => sampleAgent({ id, status: 'running' }));
  const ended = { kind: 'ended' as const, at: 1 };
  await records.put(
    sampleTask({
      limits,
      attempts: [
        sampleAttempt({ agentId: 'working', begunAt: 0 }),
        sampleAttempt({ id: 'c'.repeat(12), agentId: 'over', begunAt: 0, end: ended }),
      ],
    }),
  );
  const changed = new Emitter<void>();
  const keeper = new LimitKeeper({
    records,
    progress: { changed },
    directory: { list: () => ({ agents, sequence: 1 }) },
    lifecycle: {
      act: async (agentId, act) => {
        acts.push(`${act} ${agentId}`);
        const agent = agents.find(({ id }) => id === agentId);
        if (agent) agent.status = act === 'pause' ? 'paused' : 'running';
      },
    },
    prices: () => ({ version: 1, asOf: '2026-01-01', source: '', models: { m: { input: 1, output: 1 } } }),
    usageOf: ({ agentId }) => used[agentId] ?? [],
    clock,
    logger: silentLogger,
  });
  const task = () => records.task(sampleTask().id);
  return { clock, records, acts, agents, used, changed, keeper, task };
}

const usage = (input: number): ModelUsage[] => [
  { model: 'm', tokens: { input, output: 0, cacheRead: 0, cacheWrite: 0 } },
];

it('pauses what works when the time is over, and goes on for as long again', async () => {
  const { clock, acts, keeper, task } = await open({ minutes: 30 });
  clock.advance(29 * MINUTE);
  expect(acts).toEqual([]);
  clock.advance(2 * MINUTE);
  expect(acts).toEqual(['pause working']);
  expect(task().held).toMatchObject({ kind: 'minutes', allowed: 30, used: 30 });
  clock.advance(60 * MINUTE);
  expect(acts).toHaveLength(1);

  await keeper.goOn(task().id, new AbortController().signal);
  expect(acts).toEqual(['pause working', 'resume working']);
  expect(task().held).toBeUndefined();
  clock.advance(29 * MINUTE);
  expect(acts).toHaveLength(2);
  clock.advance(2 * MINUTE);
  expect(acts.at(-1)).toBe('pause working');
  await keeper.dispose();
});

it('counts the tokens and the cost of all attempts', async () => {
  const { clock, acts, used, changed, keeper, task } = await open({ tokens: 5_000, costUsd: 1 });
  used.over = usage(3_000);
  used.working = usage(1_000);
  clock.advance(MINUTE);
  expect(acts).toEqual([]);
  used.working = usage(2_000);
  changed.emit();
  expect(task().held).toMatchObject({ kind: 'tokens', allowed: 5_000, used: 5_000 });
  await keeper.dispose();
});

it('pauses what begins while the task is held, and nothing that the person resumed', async () => {
  const { clock, records, acts, agents, keeper, task } = await open({ minutes: 1 });
  clock.advance(2 * MINUTE);
  agents.push(sampleAgent({ id: 'late', status: 'running' }));
  for (const agent of agents) agent.status = 'running';
  records.changeTask(task().id, ({ attempts, ...rest }) => ({
    ...rest,
    attempts: [...attempts, sampleAttempt({ id: 'd'.repeat(12), agentId: 'late', begunAt: 2 * MINUTE })],
  }));
  clock.advance(MINUTE);
  expect(acts).toEqual(['pause working', 'pause late']);
  await keeper.dispose();
});

it('leaves tasks without limits alone, and those that nothing works on', async () => {
  const { clock, records, acts, keeper, task } = await open({});
  clock.advance(1_000 * MINUTE);
  records.changeTask(task().id, ({ attempts, ...rest }) => ({
    ...rest,
    limits: { minutes: 1 },
    attempts: attempts.filter(({ end }) => end),
  }));
  clock.advance(1_000 * MINUTE);
  expect(acts).toEqual([]);
  expect(task().held).toBeUndefined();
  await keeper.dispose();
});
