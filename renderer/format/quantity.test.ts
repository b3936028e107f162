import { describe, expect, it } from 'vitest';
import { percentQuantity } from './quantity.ts';

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
