import { expect, it } from 'vitest';
import { sampleAt } from '../../electron/contract/stats.fixture.ts';
import { type Samples, SPARKLINE_CAPACITY, totals, withoutOthers, withTick } from './samples.ts';

const sample = (at: number, cpuPercent = 0, memoryBytes = 0) => sampleAt(at, { cpuPercent, memoryBytes });

const empty: Samples = { latest: {}, recent: {} };

it('keeps the newest readings only', () => {
  let samples = empty;
  for (let at = 0; at < SPARKLINE_CAPACITY + 5; at++) samples = withTick(samples, { a: sample(at) });
  expect(samples.recent.a).toHaveLength(SPARKLINE_CAPACITY);
  expect(samples.recent.a?.[0]?.at).toBe(5);
  expect(samples.latest.a?.at).toBe(SPARKLINE_CAPACITY + 4);
});

it('forgets agents that stopped', () => {
  const samples = withTick(empty, { a: sample(1), b: sample(1) });
  expect(withoutOthers(samples, ['b'])).toEqual({ latest: { b: sample(1) }, recent: { b: [sample(1)] } });
});

it('adds up', () => {
  const { latest } = withTick(empty, { a: sample(1, 50, 100), b: sample(1, 75, 20) });
  expect(totals(latest)).toEqual({ cpuPercent: 125, memoryBytes: 120 });
  expect(totals({})).toEqual({ cpuPercent: 0, memoryBytes: 0 });
});
