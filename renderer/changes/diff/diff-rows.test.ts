import { expect, it } from 'vitest';
import type { DiffHunk } from '../../../electron/contract/changes.ts';
import { type DiffRow, diffRows, sideText } from './diff-rows.ts';

const hunk: DiffHunk = {
  oldStart: 10,
  oldLines: 4,
  newStart: 20,
  newLines: 3,
  heading: '',
  lines: [
    { kind: 'context', text: 'a' },
    { kind: 'removed', text: 'b' },
    { kind: 'removed', text: 'c' },
    { kind: 'added', text: 'B' },
    { kind: 'context', text: 'd' },
  ],
};

const words = (row: DiffRow) =>
  row.kind === 'hunk'
    ? '@'
    : [row.old, row.now].map((side) => (side ? `${side.number}${side.line.text}` : '')).join('|');

it('numbers the lines of both sides', () => {
  expect(diffRows([hunk], 'inline').map(words)).toEqual(['@', '10a|20a', '11b|', '12c|', '|21B', '13d|22d']);
});

it('puts what was removed beside what took its place', () => {
  expect(diffRows([hunk], 'side-by-side').map(words)).toEqual(['@', '10a|20a', '11b|21B', '12c|', '13d|22d']);
});

it('gives each side as one text', () => {
  expect(sideText(hunk, 'old')).toBe('a\nb\nc\nd');
  expect(sideText(hunk, 'now')).toBe('a\nB\nd');
});
