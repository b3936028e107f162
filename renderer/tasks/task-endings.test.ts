import { expect, it } from 'vitest';
import { sampleShownAttempt, sampleTask } from '../../electron/contract/task.fixture.ts';
import type { Attempt, Task } from '../../electron/contract/task.ts';
import { endingsBetween } from './task-endings.ts';

const done = (number: number) => sampleShownAttempt(number, { state: 'done', endedAt: 5 });
const failed = (number: number) =>
  sampleShownAttempt(number, { state: 'failed', endedAt: 5, reason: 'Its program ended with exit code 3.' });
const task = (...attempts: Attempt[]): Task => sampleTask({ attempts });
const bodies = (before: Task[], after: Task[]) => endingsBetween(before, after).map(({ body }) => body);

it('tells how an attempt ended, and how many go on', () => {
  expect(endingsBetween([task(sampleShownAttempt(1))], [task(done(1))])).toEqual([
    { taskId: 'task', title: 'Fix the log-in', body: 'fix-1: Done.' },
  ]);
  expect(
    bodies([task(sampleShownAttempt(1), sampleShownAttempt(2))], [task(failed(1), sampleShownAttempt(2))]),
  ).toEqual(['fix-1: Failed. Its program ended with exit code 3. 1 more goes on.']);
  const three = [sampleShownAttempt(3), sampleShownAttempt(4)];
  expect(bodies([task(sampleShownAttempt(1), ...three)], [task(done(1), ...three)])).toEqual([
    'fix-1: Done. 2 more go on.',
  ]);
});

it('sums up with the last attempt', () => {
  expect(bodies([task(failed(1), sampleShownAttempt(2))], [task(failed(1), done(2))])).toEqual([
    'All attempts have ended: 1 done, 1 failed.',
  ]);
  expect(bodies([task(sampleShownAttempt(1), sampleShownAttempt(2))], [task(done(1), done(2))])).toEqual([
    'All attempts have ended: 2 done.',
  ]);
});

it('tells nothing twice, nothing of what was over before, and nothing of agents that are not on this engine', () => {
  expect(bodies([task(done(1))], [task(done(1))])).toEqual([]);
  expect(bodies([], [task(done(1))])).toEqual([]);
  expect(bodies([task(sampleShownAttempt(1))], [task(sampleShownAttempt(1, { state: 'failed' }))])).toEqual(
    [],
  );
  expect(bodies([task(sampleShownAttempt(1))], [])).toEqual([]);
});
