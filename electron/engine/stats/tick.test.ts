import { expect, it } from 'vitest';
import { sampleAt } from '../../contract/stats.fixture.ts';
import { Tick } from './tick.ts';

const DAY_MS = 24 * 60 * 60_000;

it('takes listed samples at the slow rate, also after the clock was set back', () => {
  const tick = new Tick({ focused: [], listed: ['a'] });
  expect(tick.add('a', sampleAt(DAY_MS))).toBe(true);
  expect(tick.add('a', sampleAt(DAY_MS + 1_000))).toBe(false);
  expect(tick.add('a', sampleAt(1_000))).toBe(true);
  expect(tick.add('a', sampleAt(2_000))).toBe(false);
});

it('waits longer for a list once it has a sample of every agent', () => {
  const tick = new Tick({ focused: [], listed: ['a', 'b'] });
  tick.add('a', sampleAt(0));
  expect(tick.gatherMs).toBe(100);
  tick.add('b', sampleAt(0));
  expect(tick.gatherMs).toBe(1_000);
  expect(new Tick({ focused: ['a'], listed: [] }).gatherMs).toBe(100);
});
