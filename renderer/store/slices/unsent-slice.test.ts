import { afterEach, beforeEach, expect, it } from 'vitest';
import type { Task } from '../../../electron/contract/task.ts';
import { useStore } from '../store.ts';
import { keepUnsent, selectUnsent } from './unsent-slice.ts';

const KEY = 'unsent-follow-ups';
let stored: Map<string, string>;
let stop = () => {};
beforeEach(() => {
  useStore.setState(useStore.getInitialState(), true);
  stored = new Map();
});
afterEach(() => stop());

const storage = () => ({
  getItem: (key: string) => stored.get(key) ?? null,
  setItem: (key: string, value: string) => void stored.set(key, value),
});
const write = (attemptId: string, message: string) =>
  useStore.getState().changeUnsent(attemptId, (unsent) => ({ ...unsent, message }));
const messageOf = (attemptId: string) => selectUnsent(attemptId)(useStore.getState()).message;

it('keeps what is not sent over a restart, each attempt its own', () => {
  stop = keepUnsent(useStore, storage());
  write('a', 'one');
  write('b', 'two');
  stop();
  useStore.setState(useStore.getInitialState(), true);
  stop = keepUnsent(useStore, storage());
  expect([messageOf('a'), messageOf('b'), messageOf('c')]).toEqual(['one', 'two', '']);
});

it('forgets what was for attempts that are gone, once the tasks are known', () => {
  stop = keepUnsent(useStore, storage());
  write('a', 'one');
  write('b', 'two');
  useStore.getState().setTasks({
    tasks: [{ attempts: [{ id: 'b' }] } as unknown as Task],
    unreadable: [],
    prices: { asOf: '2026-01-01' },
  });
  expect([messageOf('a'), messageOf('b')]).toEqual(['', 'two']);
  expect(stored.get(KEY)).not.toContain('one');
});

it('begins empty where the storage holds something else, and goes on where it is full', () => {
  stored.set(KEY, '{"a":{"message":1}}');
  stop = keepUnsent(useStore, {
    ...storage(),
    setItem: () => {
      throw new Error('QuotaExceededError');
    },
  });
  expect(messageOf('a')).toBe('');
  write('a', 'one');
  expect(messageOf('a')).toBe('one');
});
