import { expect, it } from 'vitest';
import { quotaAct } from './quota-step.ts';

const running = { wasOver: false, status: 'running' as const };

it.each([
  [99, 'stop', running, 'nothing'],
  [101, 'warn', running, 'warn'],
  [101, 'pause', running, 'pause'],
  [101, 'stop', running, 'stop'],
  [101, 'pause', { ...running, status: 'stopped' as const }, 'warn'],
  [101, 'stop', { ...running, wasOver: true }, 'nothing'],
] as const)('with %d of 100 bytes and %s', (used, action, now, expected) => {
  expect(quotaAct(used, { bytes: 100, action }, now)).toBe(expected);
});
