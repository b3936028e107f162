import { expect, it } from 'vitest';
import { formatUsd } from './usd.ts';

it.each([
  [0, '$0.00'],
  [1234.5, '$1,234.50'],
  [0.01, '$0.01'],
  [0.0042, '$0.0042'],
  [0.00001, '< $0.0001'],
])('shows %d as %s', (usd, text) => {
  expect(formatUsd(usd)).toBe(text);
});
