import { afterEach, beforeEach, expect, it, vi } from 'vitest';
import { onTick } from './ticker.ts';

beforeEach(() => void vi.useFakeTimers());
afterEach(() => void vi.useRealTimers());

it('ticks for all who wait for one interval by one timer, until the last has gone', () => {
  const ticked: string[] = [];
  const first = onTick(1000, () => ticked.push('first'));
  vi.advanceTimersByTime(400);
  const second = onTick(1000, () => ticked.push('second'));
  const slow = onTick(30_000, () => ticked.push('slow'));
  expect(vi.getTimerCount()).toBe(2);
  vi.advanceTimersByTime(600);
  expect(ticked).toEqual(['first', 'second']);
  first();
  vi.advanceTimersByTime(1000);
  expect(ticked).toEqual(['first', 'second', 'second']);
  second();
  slow();
  expect(vi.getTimerCount()).toBe(0);
});
