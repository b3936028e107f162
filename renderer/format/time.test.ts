import { expect, it } from 'vitest';
import { formatAgo } from './time.ts';

it('says how long ago', () => {
  expect(formatAgo(1000, 2000)).toBe('just now');
  expect(formatAgo(0, 180_000)).toBe('3 min ago');
  expect(formatAgo(5000, 0)).toBe('just now');
});
