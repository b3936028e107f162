import { expect, it } from 'vitest';
import { call, message, result, rowsOf } from './events.fixture.ts';
import { UNTOUCHED } from './folds.ts';
import { RowList } from './row-list.ts';
import { patternOf, TranscriptSearch } from './transcript-search.ts';
import { nextMatch, openTo, searchWords } from './use-search.ts';

const never = () => false;

it('finds what is shown of each row, in any case, and as text', () => {
  const rows = rowsOf(
    message('The CART (a.b) is empty'),
    call('a', { tool: 'Read', input: '{"file_path":"cart.js"}' }),
    result('a', { output: 'nothing' }),
    call('b', {
      edits: [{ path: 'x.js', diff: '@@ -1 +1 @@\n-cart\n+basket' }],
      input: 'hidden by the difference',
    }),
    message('\u202edone'),
  );
  const search = new TranscriptSearch();
  const found = (text: string) => {
    search.restart(patternOf(text));
    search.advance(rows, never);
    return search.matches.map((row) => rows.indexOf(row));
  };
  expect(found('cart')).toEqual([0, 1, 2]);
  expect(found('A.B')).toEqual([0]);
  expect(found('nothing')).toEqual([1]);
  expect(found('hidden by')).toEqual([]);
  expect(found('\\u{202e}done')).toEqual([3]);
  expect(found('')).toEqual([]);
});

it('stops where it is late, goes on from there, and tests a row again that changed', () => {
  const list = new RowList();
  for (let n = 0; n < 2_000; n += 1) list.add(call(`${n}`, { input: `input ${n}` }), n);
  const search = new TranscriptSearch();
  search.restart(patternOf('needle'));
  let slices = 0;
  do {
    search.advance(list.rows, () => true);
    slices += 1;
  } while (!search.isOver);
  expect(slices).toBeGreaterThan(5);
  expect(search.matches).toEqual([]);
  list.add(result('7', { output: 'a needle' }), 2_000);
  search.advance(list.rows, never);
  expect(search.matches).toEqual([list.rows[7]]);
});

it('goes from match to match, and around', () => {
  const rows = rowsOf(message('a'), message('b'), message('c'));
  const [a, b, c] = rows;
  expect([nextMatch(rows, undefined, 1), nextMatch(rows, undefined, -1)]).toEqual([a, c]);
  expect([nextMatch(rows, a, 1), nextMatch(rows, c, 1), nextMatch(rows, a, -1)]).toEqual([b, a, c]);
  expect(nextMatch([], a, 1)).toBeUndefined();
});

it('opens a row as far as it takes to see the match', () => {
  const [row] = rowsOf(call('a'), result('a', { output: `${'x'.repeat(50_000)}needle` }));
  const pattern = patternOf('needle');
  if (!row || !pattern) throw new Error('no row');
  expect(openTo(row, UNTOUCHED, pattern)).toEqual({ isOpen: true, steps: 2 });
});

it('says how many there are, and which one it is at', () => {
  expect(searchWords(false, -1, 0, true)).toBe('');
  expect(searchWords(true, -1, 0, true)).toBe('No match');
  expect(searchWords(true, -1, 0, false)).toBe('Searching…');
  expect(searchWords(true, -1, 1, true)).toBe('1 match');
  expect(searchWords(true, -1, 12, true)).toBe('12 matches');
  expect(searchWords(true, 1, 12, false)).toBe('2 of 12 so far');
});
