import { expect, it } from 'vitest';
import { NotificationLimit } from './notification-limit.ts';

it('makes one notification of a flood, and another when there was time to look', () => {
  const limit = new NotificationLimit();
  const shown = [0, 10, 500, 29_999, 30_000, 31_000].filter((now) => limit.allows('a', now));
  expect(shown).toEqual([0, 30_000]);
});

it('announces another agent soon, and of everything new once the person has looked', () => {
  const limit = new NotificationLimit();
  expect(limit.allows('a', 0)).toBe(true);
  expect(limit.allows('b', 1_000)).toBe(false);
  expect(limit.allows('b', 3_000)).toBe(true);
  limit.reset();
  expect(limit.allows('a', 3_001)).toBe(true);
});
