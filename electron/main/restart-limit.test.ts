import { expect, it } from 'vitest';
import { RestartLimit } from './restart-limit.ts';

it('allows so many within the time, and again when that has passed', () => {
  const limit = new RestartLimit({ limit: 2, withinMs: 1_000 });
  expect([0, 500, 999].map((now) => limit.allows(now))).toEqual([true, true, false]);
  expect([1_000, 1_200, 1_500].map((now) => limit.allows(now))).toEqual([true, false, true]);
});
