import { expect, it } from 'vitest';
import {
  nothingPicked,
  pickAll,
  pickedHunks,
  tickedOf,
  toggleFile,
  toggleHunk,
  toSelection,
} from './selection.ts';

const x = { path: 'x', version: '100644 a' };
const diff = { hunks: 3, fingerprint: 'a..b' };

it('picks whole files', () => {
  const picked = toggleFile(nothingPicked, x);
  expect([tickedOf(picked, 'x'), tickedOf(picked, 'y')]).toEqual(['all', 'none']);
  expect(toSelection(picked)).toEqual([x]);
  expect(toggleFile(picked, x).size).toBe(0);
});

it('picks single hunks, and takes one from a whole file', () => {
  const one = toggleHunk(nothingPicked, x, 2, diff);
  expect(tickedOf(one, 'x')).toBe('some');
  expect(toSelection(one)).toEqual([{ ...x, hunks: { numbers: [2], fingerprint: 'a..b' } }]);
  expect(tickedOf(toggleHunk(toggleHunk(one, x, 0, diff), x, 1, diff), 'x')).toBe('all');
  expect(pickedHunks(toggleHunk(toggleFile(nothingPicked, x), x, 1, diff), 'x', diff)).toEqual([0, 2]);
  expect(toggleHunk(one, x, 2, diff).size).toBe(0);
});

it('forgets hunks of a file that was changed again', () => {
  const picked = toggleHunk(nothingPicked, x, 2, diff);
  expect(pickedHunks(picked, 'x', { hunks: 3, fingerprint: 'a..c' })).toEqual([]);
});

it('keeps what was shown when a file was picked, whatever it becomes', () => {
  const picked = toggleFile(nothingPicked, x);
  expect(toSelection(toggleFile(picked, { path: 'y', version: '100755 b' }))).toEqual([
    x,
    { path: 'y', version: '100755 b' },
  ]);
  expect(toSelection(pickAll([x]))).toEqual([x]);
});
