import { expect, it } from 'vitest';
import type { DiffLine } from '../../../electron/contract/changes.ts';
import { diffRows } from './diff-rows.ts';
import { firstLine, stepLine, targetOf } from './line-comments.ts';

const lines: DiffLine[] = [
  { kind: 'context', text: 'a' },
  { kind: 'removed', text: 'b' },
  { kind: 'added', text: 'c' },
];
const hunk = { oldStart: 10, oldLines: 2, newStart: 20, newLines: 2, heading: '', lines };

it('comments on the line after the change, or on one that was removed', () => {
  expect(diffRows([hunk], 'inline').map(targetOf)).toEqual([
    undefined,
    { side: 'now', line: 20, code: 'a' },
    { side: 'old', line: 11, code: 'b' },
    { side: 'now', line: 21, code: 'c' },
  ]);
  expect(diffRows([hunk], 'side-by-side').map(targetOf).at(-1)).toEqual({ side: 'now', line: 21, code: 'c' });
});

it('steps over the heads of hunks, and stays at an end', () => {
  const rows = diffRows([hunk, hunk], 'inline');
  expect(stepLine(rows, 3, 1)).toBe(5);
  expect(stepLine(rows, 5, -1)).toBe(3);
  expect(stepLine(rows, 1, -1)).toBe(1);
  expect(stepLine(rows, 7, 1)).toBe(7);
});

it('begins with the first change in sight', () => {
  const rows = diffRows([hunk], 'inline');
  expect(firstLine(rows, 0)).toBe(2);
  expect(firstLine(rows.slice(0, 2), 0)).toBe(1);
  expect(firstLine([], 0)).toBeUndefined();
});
