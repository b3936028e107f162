import { expect, it } from 'vitest';
import { memoryLevel } from './memory-level.ts';

it.each([
  [50, 100, { fraction: 0.5, level: 'ok' }],
  [80, 100, { fraction: 0.8, level: 'high' }],
  [120, 100, { fraction: 1, level: 'full' }],
  [120, 0, { fraction: 0, level: 'ok' }],
])('%d of %d bytes', (used, limit, level) => {
  expect(memoryLevel(used, limit)).toEqual(level);
});
