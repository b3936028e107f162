import { afterEach, expect, it } from 'vitest';
import { sampleAgent, sampleSpec } from '../../contract/agent.fixture.ts';
import type { Agent } from '../../contract/agent.ts';
import { AppFailure } from '../../contract/error.ts';
import { Emitter } from '../../lib/emitter.ts';
import { silentLogger } from '../../lib/logger.ts';
import type { AttemptAgents } from './attempt-agents.ts';
import { AttemptQueue } from './attempt-queue.ts';
import { Records } from './records.ts';
import { sampleAttempt, sampleTask } from './task-record.fixture.ts';
import type { AttemptRecord } from './task-record.ts';
import type { TaskStore } from './task-store.ts';

const GIB = 2 ** 30;
const limits = { memoryBytes: GIB, cpus: 1, pids: 100 };

function waiting(number: number, change: Partial<AttemptRecord> = {}): AttemptRecord {
  const spec = sampleSpec({ resources: limits });
  const id = String(number).repeat(12);
  return sampleAttempt({
    id,
    number,
    agentId: '',
    memoryBytes: GIB,
    waiting: { spec, confirmed: [], verify: false },
    ...change,
  });
}

const over = (agentId: string, at: number): AttemptRecord =>
  sampleAttempt({ id: agentId.repeat(12), agentId, end: { kind: 'ended', at } });
const running = (id: string): Agent => sampleAgent({ id, status: 'running', limits });

let queue: AttemptQueue;
afterEach(() => queue.dispose());

/** A queue of one task, as an earlier run of the app left it. `fits`: whether the budget has room after so many stops. */
async function queueOf(
  attempts: AttemptRecord[],
  options: {
    agents?: Agent[];
    attemptsAtOnce?: number;
    fits?: (stopped: number) => boolean;
    budget?: number;
    fails?: AppFailure;
  } = {},
) {
  const task = sampleTask({ attempts });
  const store = { load: async () => ({ tasks: [task], unreadable: [] }), save: async () => undefined };
  const records = new Records({ store: store as unknown as TaskStore, logger: silentLogger });
  await records.ready();
  const changed = new Emitter<void>();
  const state = { agents: options.agents ?? [], sequence: 1 };
  const begun: number[] = [];
  const stopped: string[] = [];
  const agents = {
    createReserved: async (taskId: string, attemptId: string) => {
      if (options.fails) throw options.fails;
      records.change(taskId, attemptId, ({ waiting: _, ...attempt }) => {
        begun.push(attempt.number);
        state.agents.push(running(attempt.id));
        return { ...attempt, agentId: attempt.id };
      });
    },
    endUnbegun: (taskId: string, attemptId: string, message: string) =>
      records.change(taskId, attemptId, (attempt) => ({
        ...attempt,
        end: { kind: 'not-begun', at: 1, message },
      })),
  };
  queue = new AttemptQueue({
    facts: () => ({ memoryBytes: 8 * GIB }),
    directory: { list: () => state, onChange: (listener: () => void) => changed.on(listener) },
    operations: { onChange: () => () => undefined },
    preferences: {
      current: {
        attemptsAtOnce: options.attemptsAtOnce ?? null,
        budget: { memoryBytes: options.budget ?? null, cpus: null },
      },
      onChange: () => () => undefined,
    },
    admit: () => {
      if (options.fits?.(stopped.length) === false)
        throw new AppFailure({ type: 'resource-limit', message: 'Too much.' });
    },
    isBusy: () => false,
    stopAgent: async (agentId: string) => {
      stopped.push(agentId);
      state.agents = state.agents.filter(({ id }) => id !== agentId);
      changed.emit();
    },
    agents: agents as unknown as AttemptAgents,
    records,
    logger: silentLogger,
  } as unknown as ConstructorParameters<typeof AttemptQueue>[0]);
  const attemptOf = (number: number) => records.task(task.id).attempts.find((each) => each.number === number);
  const end = (number: number) =>
    records.change(task.id, attemptOf(number)?.id ?? '', (attempt) => ({
      ...attempt,
      end: { kind: 'ended', at: 9 },
    }));
  return { begun, stopped, end, attemptOf };
}

it('begins what an earlier run left, as many as may be at work, and the next one when one ends', async () => {
  const { begun, end } = await queueOf([waiting(2), waiting(1), waiting(3)], { attemptsAtOnce: 2 });
  await expect.poll(() => queue.reason).toContain('the 2 at work');
  expect(begun).toEqual([1, 2]);
  expect(queue.claim(limits)).toBeUndefined();
  end(2);
  await expect.poll(() => begun).toEqual([1, 2, 3]);
});

it('begins nothing that a person stopped', async () => {
  const { begun } = await queueOf([waiting(1, { stopAsked: true }), waiting(2)]);
  await expect.poll(() => begun).toEqual([2]);
});

it('stops agents whose attempts are over, the oldest first, until the budget has room', async () => {
  const agents = [running('b'), running('a'), running('c')];
  const { begun, stopped } = await queueOf([over('a', 2), over('b', 1), over('c', 3), waiting(4)], {
    agents,
    budget: 2 * GIB,
    fits: (count) => count === 2,
  });
  await expect.poll(() => begun).toEqual([4]);
  expect(stopped).toEqual(['b', 'a']);
  expect(queue.reason).toContain('budget');
});

it('lets one that can never fit fail, and the others go on', async () => {
  const fails = new AppFailure({ type: 'resource-limit', message: 'Too much.' });
  const { attemptOf } = await queueOf([waiting(1), waiting(2)], { budget: 1, fits: () => false, fails });
  await expect.poll(() => attemptOf(2)?.end).toMatchObject({ kind: 'not-begun', message: 'Too much.' });
  expect(attemptOf(1)?.end).toMatchObject({ kind: 'not-begun' });
  expect(queue.claim(limits)).toBeDefined();
});

it('gives the same place to one of those that come at once', async () => {
  await queueOf([], { attemptsAtOnce: 1 });
  const release = queue.claim(limits);
  expect(queue.claim(limits)).toBeUndefined();
  release?.();
  expect(queue.claim(limits)).toBeDefined();
});

it('goes on waiting while the engine is gone', async () => {
  const fails = new AppFailure({ type: 'engine-unreachable', message: 'Gone.' });
  const { attemptOf } = await queueOf([waiting(1)], { fails });
  await queue.dispose();
  expect(attemptOf(1)).toMatchObject({ waiting: {} });
  expect(attemptOf(1)?.end).toBeUndefined();
});
