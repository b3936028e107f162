import { describe, expect, it } from 'vitest';
import type { ListedFile } from '../../changes/change-list.ts';
import {
  comparable,
  compareFiles,
  outcomesOf,
  shownAttempts,
  totalsOf,
  whyNotCompared,
} from './comparison.ts';

const file = (path: string, version: string, more: Partial<ListedFile> = {}): ListedFile => ({
  path,
  status: 'modified',
  kind: 'file',
  version,
  risks: [],
  ...more,
});
const attempt = (number: number, begunAt?: number) => ({
  id: `t${number}`,
  agentId: `a${number}`,
  ...(begunAt === undefined ? {} : { begunAt }),
});

describe('attempts', () => {
  it('are comparable once two have begun and have their agents', () => {
    const attempts = [attempt(1, 5), attempt(2), attempt(3, 6)];
    const begun = comparable(attempts, () => true);
    expect(begun.map(({ id }) => id)).toEqual(['t1', 't3']);
    expect(whyNotCompared(attempts, begun)).toBeUndefined();
    expect(
      whyNotCompared(
        attempts,
        comparable(attempts, (id) => id === 'a1'),
      ),
    ).toMatch(/at least two/);
    expect(whyNotCompared([attempt(1, 5)], [attempt(1, 5)])).toMatch(/fewer than two/);
  });

  it('are shown six at most: the chosen ones, or the first', () => {
    const ten = Array.from({ length: 10 }, (_, at) => attempt(at + 1, 5));
    const ids = (chosen?: ReadonlySet<string>) => shownAttempts(ten, chosen).map(({ id }) => id);
    expect(ids()).toEqual(['t1', 't2', 't3', 't4', 't5', 't6']);
    expect(ids(new Set(['t9', 't2']))).toEqual(['t2', 't9']);
    expect(ids(new Set(['t9', 'discarded']))).toEqual(['t1', 't2', 't3', 't4', 't5', 't6']);
  });
});

describe('files', () => {
  it('are those that any attempt changed, by path, with the risks of all', () => {
    const risk = { kind: 'ci' as const, detail: 'runs' };
    const compared = compareFiles([[file('b', '1'), file('a', '1')], [file('b', '2', { risks: [risk] })]]);
    expect(compared.map(({ path, changes }) => [path, changes.map((each) => each?.version)])).toEqual([
      ['a', ['1', undefined]],
      ['b', ['1', '2']],
    ]);
    expect(compared[1]?.risks).toEqual([risk]);
  });

  it('have one outcome for all attempts that did the same', () => {
    const [compared] = compareFiles([
      [file('a', '1')],
      [file('a', '2')],
      [],
      [file('a', '1')],
      [file('a', '1', { status: 'added' })],
    ]);
    expect(compared && outcomesOf(compared).map(({ places }) => places)).toEqual([[0, 3], [1], [4]]);
  });

  it('are no same outcome when a version is not known', () => {
    const { version: _, ...unknown } = file('module', '');
    const [compared] = compareFiles([[unknown], [unknown]]);
    expect(compared && outcomesOf(compared)).toHaveLength(2);
  });

  it('are summed up, a binary one without lines', () => {
    const files = [
      file('a', '1', { lines: { added: 3, removed: 1 }, risks: [{ kind: 'ci', detail: '' }] }),
      file('b', '1', { lines: null }),
      file('c', '1'),
    ];
    expect(totalsOf(files)).toEqual({ files: 3, added: 3, removed: 1, risky: 1 });
  });
});
