import { expect, it } from 'vitest';
import { ManualClock } from '../../lib/manual-clock.ts';
import { RateLimit } from './rate-limit.ts';

it('refuses a caller beyond a burst, goes on as time passes, and leaves the others alone', () => {
  const clock = new ManualClock();
  const limit = new RateLimit(clock);
  const take = (count: number) => {
    for (let n = 0; n < count; n += 1) limit.take('token:ci');
  };
  take(1_000);
  expect(() => take(1)).toThrow(expect.objectContaining({ status: 429, headers: { 'retry-after': '1' } }));
  limit.take('socket');
  clock.advance(100);
  take(50);
  expect(() => take(1)).toThrow('Too many requests');
});
