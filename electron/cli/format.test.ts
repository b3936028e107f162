import { expect, it } from 'vitest';
import { age, parseDuration } from './format.ts';

it.each([
  [500, '0s ago'],
  [59_000, '59s ago'],
  [3_600_000, '1h ago'],
  [200_000_000, '2d ago'],
  [-5, '0s ago'],
])('writes %d ms as %s', (elapsedMs, text) => {
  expect(age(1_000_000_000 - elapsedMs, 1_000_000_000)).toBe(text);
});

it.each([
  ['90', 90_000],
  ['30m', 1_800_000],
  ['1.5h', 5_400_000],
  ['250ms', 250],
  ['soon', undefined],
  ['', undefined],
])('reads the duration %j', (text, ms) => {
  expect(parseDuration(text)).toBe(ms);
});
