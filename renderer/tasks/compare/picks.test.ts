import { describe, expect, it } from 'vitest';
import type { ListedFile } from '../../changes/change-list.ts';
import {
  type ChangedAttempt,
  conflictsOf,
  isPicked,
  noPicks,
  type Picks,
  pickOnly,
  presentPicks,
  selectionsOf,
  toggleAll,
  withoutAttempt,
} from './picks.ts';

const file = (path: string, version = path, more: Partial<ListedFile> = {}): ListedFile => ({
  path,
  status: 'modified',
  kind: 'file',
  version,
  risks: [],
  ...more,
});
const attempt = (id: string, ...files: ListedFile[]): ChangedAttempt => ({ id, files });
const everything = (...attempts: ChangedAttempt[]): Picks => attempts.reduce(toggleAll, noPicks);
const conflicts = (...attempts: ChangedAttempt[]) =>
  Object.fromEntries(conflictsOf(presentPicks(everything(...attempts), attempts)));
const applied = (picks: Picks, ...attempts: ChangedAttempt[]) =>
  selectionsOf(presentPicks(picks, attempts)).map(({ id, selection }) => [
    id,
    ...selection.map(({ path }) => path),
  ]);

describe('a pick', () => {
  const [a, b] = [file('x', '1'), file('x', '2')];

  it('takes a file from one attempt, and gives it back', () => {
    const first = pickOnly(noPicks, 'A', a);
    expect(applied(first, attempt('A', a), attempt('B', b))).toEqual([['A', 'x']]);
    const second = pickOnly(first, 'B', b);
    expect(applied(second, attempt('A', a), attempt('B', b))).toEqual([['B', 'x']]);
    expect(isPicked(pickOnly(second, 'B', b), 'B', 'x')).toBe(false);
  });

  it('decides between two attempts that a file was taken from', () => {
    const both = everything(attempt('A', a), attempt('B', b));
    expect(applied(pickOnly(both, 'B', b), attempt('A', a), attempt('B', b))).toEqual([['B', 'x']]);
  });

  it('of a whole attempt is taken back as a whole', () => {
    const whole = attempt('A', a, file('y'));
    expect(applied(everything(whole), whole)).toEqual([['A', 'x', 'y']]);
    expect(everything(whole, whole).size).toBe(0);
    expect(toggleAll(pickOnly(noPicks, 'A', a), whole).get('A')?.size).toBe(2);
  });

  it('is of the version that was shown, so that a later one is not taken for it', () => {
    const picks = pickOnly(noPicks, 'A', a);
    const [part] = selectionsOf(presentPicks(picks, [attempt('A', file('x', '9'))]));
    expect(part?.selection).toEqual([{ path: 'x', version: '1' }]);
  });

  it('is over when its file is as before, or its attempt is applied or gone', () => {
    const picks = everything(attempt('A', a, file('y')), attempt('B', b));
    expect(applied(picks, attempt('A', file('y')))).toEqual([['A', 'y']]);
    expect([...withoutAttempt(picks, 'A').keys()]).toEqual(['B']);
  });
});

describe('what two attempts did', () => {
  it('does not conflict, and is applied once, when it is the same', () => {
    const [A, B] = [attempt('A', file('x')), attempt('B', file('x'), file('y'))];
    expect(conflicts(A, B)).toEqual({});
    expect(applied(everything(A, B), A, B)).toEqual([
      ['A', 'x'],
      ['B', 'y'],
    ]);
  });

  it('conflicts where both changed a file differently', () => {
    expect(conflicts(attempt('A', file('x', '1'), file('y')), attempt('B', file('x', '2')))).toEqual({
      x: { kind: 'two-versions', ids: ['A', 'B'], place: 'x' },
    });
  });

  it('conflicts where one moved what the other changed', () => {
    const moved = file('new', '1', { status: 'renamed', oldPath: 'old' });
    const conflict = { kind: 'moved', ids: ['A', 'B'], place: 'old' };
    expect(conflicts(attempt('A', moved), attempt('B', file('old')))).toEqual({
      new: conflict,
      old: conflict,
    });
    const elsewhere = file('other', '1', { status: 'renamed', oldPath: 'old' });
    expect(conflicts(attempt('A', moved), attempt('B', elsewhere))).toEqual({
      new: conflict,
      other: conflict,
    });
    expect(conflicts(attempt('A', moved), attempt('B', moved))).toEqual({});
  });

  it('conflicts where one has a file in place of the folder of the other', () => {
    const conflict = { kind: 'in-place-of-folder', ids: ['A', 'B'], place: 'lib' };
    const inLib = attempt('B', file('lib/a/b.js'));
    expect(conflicts(attempt('A', file('lib')), inLib)).toEqual({ lib: conflict, 'lib/a/b.js': conflict });
    expect(conflicts(attempt('A', file('lib', 'absent', { status: 'deleted' })), inLib)).toEqual({});
    expect(conflicts(attempt('A', file('lib.js')), inLib)).toEqual({});
  });

  it('never conflicts within one attempt', () => {
    const moved = file('lib', '1', { status: 'renamed', oldPath: 'lib/a.js' });
    expect(conflicts(attempt('A', moved, file('lib/a.js', 'absent', { status: 'deleted' })))).toEqual({});
  });
});
