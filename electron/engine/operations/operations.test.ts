import { beforeEach, describe, expect, it } from 'vitest';
import { AppFailure } from '../../contract/error.ts';
import type { Operation } from '../../contract/operation.ts';
import type { Clock } from '../../lib/clock.ts';
import { silentLogger } from '../../lib/logger.ts';
import { Semaphore } from '../../lib/semaphore.ts';
import { Operations } from './operations.ts';
import type { Step } from './run-steps.ts';

let now = 0;
const clock: Clock = { now: () => now, monotonic: () => now, after: () => () => undefined };
const quiet: Step = { id: 'a', label: 'A', run: async () => undefined };
const hanging: Step = {
  id: 'a',
  label: 'A',
  run: ({ signal }) =>
    new Promise((_, reject) => signal.addEventListener('abort', () => reject(signal.reason), { once: true })),
};

describe('Operations', () => {
  let operations: Operations;
  let seen: Operation[];
  beforeEach(() => {
    now = 1000;
    operations = new Operations({ clock, logger: silentLogger });
    seen = [];
    operations.onChange((operation) => seen.push(operation));
  });
  const start = (...steps: Step[]) => operations.start({ kind: 'create', title: 'Create x', steps });

  it('tells every state, from running to done', async () => {
    const { id } = start(quiet);
    now = 1500;
    await operations.ended(id);
    expect(seen.map((operation) => [operation.status, operation.steps[0]?.status])).toEqual([
      ['running', 'pending'],
      ['running', 'running'],
      ['running', 'done'],
      ['done', 'done'],
    ]);
    expect(operations.list()[0]).toMatchObject({ startedAt: 1000, finishedAt: 1500 });
    expect(operations.list()[0]?.steps[0]).toMatchObject({ startedAt: 1500, finishedAt: 1500 });
  });

  it('keeps the end of one that fifty others outlived', async () => {
    let finish = () => {};
    const slow = new Promise<undefined>((resolve) => {
      finish = () => resolve(undefined);
    });
    const long = start({ ...quiet, run: () => slow });
    for (let count = 0; count < 51; count += 1) await operations.ended(start(quiet).id);
    now = 2000;
    finish();
    expect(await operations.ended(long.id)).toMatchObject({ status: 'done' });
    expect(operations.list()).toContainEqual(expect.objectContaining({ id: long.id, status: 'done' }));
  });

  it('carries the error of the step that failed', async () => {
    const failure = new AppFailure({ type: 'image-not-found', message: 'There is no such image.' });
    const { id } = start({ ...quiet, run: () => Promise.reject(failure) });
    expect(await operations.ended(id)).toMatchObject({ status: 'failed', error: failure.error });
  });

  it('says what could not be taken back, and offers to clean up', async () => {
    const undo = () => Promise.reject(new AppFailure({ type: 'conflict', message: 'The volume is in use.' }));
    const failing = { ...quiet, id: 'b', after: ['a'], run: () => Promise.reject(new Error('bug')) };
    const { id } = start({ ...quiet, undo }, failing);
    const { error } = await operations.ended(id);
    expect(error).toMatchObject({ type: 'internal', actions: [{ kind: 'clean-up' }] });
    expect(error?.message).toContain('The volume is in use.');
  });

  it('says once why nothing works any more', async () => {
    const gone = () => Promise.reject(new AppFailure({ type: 'engine-unreachable', message: 'Gone.' }));
    const last = { ...quiet, id: 'c', after: ['b'], run: gone };
    const { id } = start({ ...quiet, undo: gone }, { ...quiet, id: 'b', after: ['a'], undo: gone }, last);
    const { error } = await operations.ended(id);
    expect(error?.message).toBe('Gone. Not everything could be taken back.');
  });

  it('cancels, once, and says so while it does', async () => {
    const { id } = start(hanging);
    operations.cancel(id);
    operations.cancel(id);
    expect(operations.list()[0]?.status).toBe('cancelling');
    expect(await operations.ended(id)).toMatchObject({ status: 'cancelled' });
    operations.cancel(id);
    expect(operations.list()[0]?.status).toBe('cancelled');
  });

  it('dismisses what is over and refuses what runs', async () => {
    const dismissed: string[] = [];
    operations.onDismiss((id) => dismissed.push(id));
    const { id } = start(hanging);
    expect(() => operations.dismiss(id)).toThrow('still running');
    operations.cancel(id);
    await operations.ended(id);
    operations.dismiss(id);
    operations.dismiss(id);
    expect([operations.list(), dismissed]).toEqual([[], [id]]);
  });

  it('holds progress back between two tellings, not the last state', async () => {
    const { id } = start({
      ...quiet,
      run: async ({ progress }) => {
        for (let done = 1; done <= 100; done++) progress({ unit: 'bytes', done, total: 100 });
      },
    });
    await operations.ended(id);
    expect(seen.filter((operation) => operation.steps[0]?.status === 'running').length).toBe(2);
    expect(seen.at(-1)?.steps[0]?.progress).toEqual({ unit: 'bytes', done: 100, total: 100 });
  });

  it('keeps the newest finished ones only', async () => {
    for (let i = 0; i < 60; i++) await operations.ended(start(quiet).id);
    expect(operations.list()).toHaveLength(50);
  });

  it('lets a queue decide when steps start, and cancels while waiting', async () => {
    const queue = new Semaphore(1);
    const queued = (step: Step) => operations.start({ kind: 'create', title: 'x', steps: [step], queue });
    const first = queued(hanging);
    const second = queued(quiet);
    const third = queued(quiet);
    operations.cancel(second.id);
    expect(await operations.ended(second.id)).toMatchObject({
      status: 'cancelled',
      steps: [{ status: 'pending' }],
    });
    operations.cancel(first.id);
    expect((await operations.ended(third.id)).status).toBe('done');
  });

  it('undoes what runs when it is disposed of', async () => {
    const undone: string[] = [];
    const running = new Promise<void>((resolve) => {
      const run: Step['run'] = (context) => {
        resolve();
        return hanging.run(context);
      };
      start({ ...hanging, run, undo: async () => void undone.push('a') });
    });
    await running;
    await operations.dispose();
    expect(operations.list()[0]?.status).toBe('cancelled');
    expect(undone).toEqual(['a']);
  });
});
