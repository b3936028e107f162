import { expect, it } from 'vitest';
import { helperName } from './object-names.ts';

it('names two helpers of the same millisecond differently', () => {
  const names = Array.from({ length: 100 }, () => helperName('probe'));
  expect(new Set(names).size).toBe(100);
  expect(names.every((name) => /^bulkhead-probe-[0-9a-f]{8}$/.test(name))).toBe(true);
});
