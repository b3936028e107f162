import { expect, it } from 'vitest';
import { reachedLimit, taskLimitsSchema } from './task-limits.ts';

const MINUTE = 60_000;
const once = { times: 1, from: undefined };
const use = (change = {}) => ({ begunAt: [], tokens: 0, costUsd: 0, ...change });

it('reaches nothing where there is no limit', () => {
  expect(reachedLimit({}, use({ begunAt: [0], tokens: 1e9, costUsd: 1e6 }), once, 1e12)).toBeUndefined();
});

it('limits how long each attempt works, and counts from the last allowance', () => {
  const limits = { minutes: 30 };
  const working = use({ begunAt: [0, 20 * MINUTE] });
  expect(reachedLimit(limits, working, once, 30 * MINUTE - 1)).toBeUndefined();
  expect(reachedLimit(limits, working, once, 30 * MINUTE)).toEqual({
    kind: 'minutes',
    allowed: 30,
    used: 30,
  });
  const again = { times: 2, from: 40 * MINUTE };
  expect(reachedLimit(limits, working, again, 69 * MINUTE)).toBeUndefined();
  expect(reachedLimit(limits, working, again, 70 * MINUTE)?.kind).toBe('minutes');
});

it('limits tokens and cost of all attempts together, as often as they were allowed', () => {
  const limits = { tokens: 5_000, costUsd: 2 };
  expect(reachedLimit(limits, use({ tokens: 4_999 }), once, 0)).toBeUndefined();
  expect(reachedLimit(limits, use({ tokens: 5_000 }), once, 0)?.kind).toBe('tokens');
  expect(reachedLimit(limits, use({ tokens: 9_999 }), { times: 2, from: 1 }, 1)).toBeUndefined();
  expect(reachedLimit(limits, use({ costUsd: 2.5 }), once, 0)).toEqual({
    kind: 'costUsd',
    allowed: 2,
    used: 2.5,
  });
});

it('takes no limit that would hold a task at once', () => {
  for (const limits of [{ minutes: 0 }, { tokens: 0 }, { costUsd: 0 }, { minutes: 1.5 }])
    expect(taskLimitsSchema.safeParse(limits).success).toBe(false);
});
