import { expect, it } from 'vitest';
import type { PlannedFile, Resolution } from '../../../electron/contract/apply.ts';
import { decidedFiles, sortPlan } from './apply-plan.ts';

const file = (path: string, change: Partial<PlannedFile> = {}): PlannedFile => ({
  path,
  status: 'modified',
  state: 'ready',
  version: `100644 ${path}`,
  hostVersion: 'absent',
  risks: [],
  ...change,
});
const risks = [{ kind: 'ci' as const, detail: '' }];
const plan = {
  folder: '/x',
  writers: [],
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

it('applies only what was resolved and confirmed', () => {
  const paths = (...wishes: [Record<string, Resolution>, string[]]) =>
    decidedFiles(plan, [], wishes[0], new Set(wishes[1])).map(({ path }) => path);
  expect(paths({}, [])).toEqual(['plain']);
  expect(paths({ clash: 'merge' }, ['risky'])).toEqual(['plain', 'risky']);
  expect(paths({ clash: 'overwrite', both: 'merge' }, ['risky', 'both'])).toEqual([
    'plain',
    'risky',
    'clash',
    'both',
  ]);
});

it('says of each file what was shown of it', () => {
  const hunks = { numbers: [1], fingerprint: 'a..b' };
  const selection = [{ path: 'plain', version: 'old', hunks }];
  expect(decidedFiles(plan, selection, {}, new Set(['risky'])).slice(0, 2)).toEqual([
    { path: 'plain', version: '100644 plain', hostVersion: 'absent', risks: [], hunks },
    { path: 'risky', version: '100644 risky', hostVersion: 'absent', risks: ['ci'] },
  ]);
});
