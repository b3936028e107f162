import { expect, it } from 'vitest';
import { deadlineWithin } from './deadline.ts';
import { ManualClock } from './manual-clock.ts';

it('passes after its time', () => {
  const clock = new ManualClock();
  const { signal } = deadlineWithin(1_000, new AbortController().signal, clock);
  clock.advance(999);
  expect(signal.aborted).toBe(false);
  clock.advance(1);
  expect(signal.aborted).toBe(true);
});

it('passes with the signal, also one that has aborted already', () => {
  const clock = new ManualClock();
  const outer = new AbortController();
  const { signal } = deadlineWithin(1_000, outer.signal, clock);
  outer.abort();
  expect(signal.aborted).toBe(true);
  expect(deadlineWithin(1_000, outer.signal, clock).signal.aborted).toBe(true);
});

it('never passes once released', () => {
  const clock = new ManualClock();
  const outer = new AbortController();
  const { signal, release } = deadlineWithin(1_000, outer.signal, clock);
  release();
  clock.advance(2_000);
  outer.abort();
  expect(signal.aborted).toBe(false);
});
