import { expect, it } from 'vitest';
import { formatFixed, formatNumber } from './number.ts';

it.each([
  ['en', '12,040', '7.40'],
  ['de', '12.040', '7,40'],
])('writes numbers as people in %s do', (locale, count, decimal) => {
  expect(formatNumber(12_040, locale)).toBe(count);
  expect(formatFixed(7.4, 2, locale)).toBe(decimal);
});

it('keeps the decimals that a number has', () => {
  expect(formatNumber(1.5, 'en')).toBe('1.5');
  expect(formatNumber(2, 'en')).toBe('2');
});
