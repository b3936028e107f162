import { expect, it } from 'vitest';
import type { PlannedFile } from '../../../electron/contract/changes.ts';
import { sortPlan, willApply } from './apply-plan.ts';

const file = (path: string, change: Partial<PlannedFile> = {}): PlannedFile => ({
  path,
  status: 'modified',
  state: 'ready',
  risks: [],
  ...change,
});
const risks = [{ kind: 'ci' as const, detail: '' }];
const plan = {
  folder: '/x',
  files: [
    file('plain'),
    file('risky', { risks }),
    file('clash', { state: 'conflict' }),
    file('both', { state: 'conflict', risks, mergeable: true }),
    file('same', { state: 'same' }),
    file('no', { state: 'refused' }),
  ],
};

it('sorts what a person has to decide', () => {
  const sorted = sortPlan(plan);
  expect(sorted.conflicts.map(({ path }) => path)).toEqual(['clash', 'both']);
  expect(sorted.risky.map(({ path }) => path)).toEqual(['risky', 'both']);
  expect([sorted.refused.length, sorted.same, sorted.plain]).toEqual([1, 1, 1]);
});

it('counts only what was resolved and confirmed', () => {
  expect(willApply(plan, {}, new Set())).toBe(1);
  expect(willApply(plan, { clash: 'merge' }, new Set(['risky']))).toBe(2);
  expect(willApply(plan, { clash: 'overwrite', both: 'merge' }, new Set(['risky', 'both']))).toBe(4);
});
