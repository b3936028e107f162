import { expect, it } from 'vitest';
import { planLifecycle } from './lifecycle-plan.ts';

it.each([
  ['start', 'stopped', ['start']],
  ['start', 'running', []],
  ['start', 'paused', ['unpause']],
  ['stop', 'running', ['stop']],
  ['stop', 'paused', ['unpause', 'stop']],
  ['stop', 'failed', []],
  ['restart', 'running', ['restart']],
  ['restart', 'failed', ['start']],
  ['pause', 'running', ['pause']],
  ['pause', 'paused', []],
  ['resume', 'paused', ['unpause']],
  ['resume', 'running', []],
] as const)('%s when %s', (act, status, steps) => {
  expect(planLifecycle(act, status)).toEqual(steps);
});

it.each(['pause', 'resume'] as const)('refuses to %s what does not run, and offers to start it', (act) => {
  expect(() => planLifecycle(act, 'stopped')).toThrow('Only a running agent');
});
