import { expect, it } from 'vitest';
import { backoffMs } from './backoff.ts';

it('doubles from half a second up to five seconds, after a first attempt at once', () => {
  expect([0, 1, 2, 3, 4, 5, 5_000].map(backoffMs)).toEqual([0, 500, 1_000, 2_000, 4_000, 5_000, 5_000]);
});
