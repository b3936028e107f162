import { describe, expect, it } from 'vitest';
import { formatBytes, percentQuantity } from './quantity.ts';

const MIB = 1024 * 1024;

describe('formatBytes', () => {
  it.each([
    [0, '0 B'],
    [-5, '0 B'],
    [999, '999 B'],
    [1000, '0.98 KiB'],
    [512 * MIB, '512 MiB'],
    [1024 * MIB, '1 GiB'],
    [1023 * MIB, '1.00 GiB'],
    [1.5 * MIB, '1.50 MiB'],
    [74.25 * MIB, '74.3 MiB'],
    [5e15, '4547 TiB'],
  ])('%d is %s', (bytes, text) => {
    expect(formatBytes(bytes)).toBe(text);
  });
});

describe('percentQuantity', () => {
  it.each([
    [0, '0'],
    [0.04, '0.0'],
    [4.25, '4.3'],
    [9.96, '10'],
    [187.4, '187'],
  ])('%d is %s', (percent, text) => {
    expect(percentQuantity(percent)).toEqual({ value: text, unit: '%' });
  });
});
