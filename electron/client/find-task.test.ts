import { expect, it } from 'vitest';
import { sampleShownAttempt, sampleTask } from '../contract/task.fixture.ts';
import type { Attempt, Task } from '../contract/task.ts';
import { findAttempt, findTask } from './find-task.ts';

const task = (id: string, title: string, ...attempts: Attempt[]): Task => sampleTask({ id, title, attempts });

it('finds a task by its title, and by the beginning of its id', () => {
  const tasks = [task('ab12', 'Fix'), task('ab34', 'Write'), task('cd56', 'Fix')];
  expect(findTask(tasks, 'Write').id).toBe('ab34');
  expect(findTask(tasks, 'ab1').id).toBe('ab12');
  expect(() => findTask(tasks, 'Fix')).toThrow('names several tasks: ab12, cd56');
  expect(() => findTask(tasks, 'ab')).toThrow('several tasks');
  for (const text of ['', 'zz']) expect(() => findTask(tasks, text)).toThrow(`no task “${text}”`);
});

it('finds an attempt by its number or agent, and the only one without', () => {
  const two = task('ab', 'Fix', sampleShownAttempt(1), sampleShownAttempt(2));
  expect(findAttempt(two, '2').id).toBe('attempt-2');
  expect(findAttempt(two, 'fix-1').id).toBe('attempt-1');
  expect(findAttempt(task('ab', 'Fix', sampleShownAttempt(3)), undefined).id).toBe('attempt-3');
  expect(() => findAttempt(two, undefined)).toThrow('several attempts. Name one: 1, 2');
  expect(() => findAttempt(two, '9')).toThrow('no attempt “9”');
  expect(() => findAttempt(task('ab', 'Fix'), undefined)).toThrow('no attempts');
});
