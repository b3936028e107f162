import { describe, expect, it } from 'vitest';
import { bytesQuantity, formatBytes, percentQuantity } from './quantity.ts';

describe('percentQuantity', () => {
  it.each([
    [0, '0'],
    [0.04, '0.0'],
    [4.25, '4.3'],
    [9.96, '10'],
    [187.4, '187'],
  ])('%d is %s', (percent, text) => {
    expect(percentQuantity(percent, 'en')).toEqual({ value: text, unit: '%' });
  });
});

it('writes sizes with the decimal sign of the locale', () => {
  expect(formatBytes(1_610_612_736, 'en')).toBe('1.50 GiB');
  expect(formatBytes(1_610_612_736, 'de')).toBe('1,50 GiB');
  expect(bytesQuantity(999, 'de')).toEqual({ value: '999', unit: 'B' });
});
