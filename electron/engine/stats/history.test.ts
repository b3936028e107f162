import { expect, it } from 'vitest';
import { sampleAt } from '../../contract/stats.fixture.ts';
import { History } from './history.ts';

const SECOND = 1000;
const MINUTE = 60 * SECOND;
const sample = (at: number, cpuPercent = 0) => sampleAt(at, { cpuPercent, rxBytes: at });
const filled = (minutes: number) => {
  const history = new History();
  for (let at = 0; at < minutes * MINUTE; at += SECOND) history.add(sample(at, (at / SECOND) % 5));
  return history;
};

it('keeps every second of five minutes', () => {
  const now = 10 * MINUTE - SECOND;
  expect(filled(10).since(1, now)).toHaveLength(61);
  expect(filled(10).since(5, now)).toHaveLength(300);
});

it('keeps means of 5 s for an hour, and no more', () => {
  const now = 90 * MINUTE - SECOND;
  const samples = filled(90).since(60, now);
  expect(samples.length).toBeGreaterThan(11 * 60);
  expect(samples.length).toBeLessThanOrEqual(12 * 55 + 301);
  expect(samples[0]?.at).toBeGreaterThanOrEqual(now - 60 * MINUTE);
  expect(samples[0]).toMatchObject({ cpuPercent: 2 });
  expect(samples.map(({ at }) => at)).toEqual(samples.map(({ at }) => at).sort((a, b) => a - b));
});

it('leaves a time without readings empty', () => {
  const history = filled(2);
  history.add(sample(8 * MINUTE));
  const times = history.since(15, 8 * MINUTE).map(({ at }) => at);
  expect(times.some((at) => at > 2 * MINUTE && at < 8 * MINUTE)).toBe(false);
  expect(times).toContain(8 * MINUTE);
  expect(history.since(5, 20 * MINUTE)).toEqual([]);
});

it('is in order again after the clock was set back, and without readings of a time yet to come', () => {
  const history = filled(10);
  for (let at = 5 * MINUTE; at < 6 * MINUTE; at += SECOND) history.add(sample(at));
  const times = history.since(60, 6 * MINUTE - SECOND).map((each) => each.at);
  expect(times).toEqual([...times].sort((a, b) => a - b));
  expect(times.at(-1)).toBe(6 * MINUTE - SECOND);
});
