import { expect, it } from 'vitest';
import { callDuration, shortInput, todoWords } from './call-words.ts';

it.each([
  ['ls -la\ndescription: List files', 'ls -la'],
  ['\n  npm test', 'npm test'],
  ['', ''],
  ['x'.repeat(5_000), 'x'.repeat(300)],
])('says in a line what a call is about: %.40j', (input, short) => {
  expect(shortInput({ input, edits: [] })).toBe(short);
});

it('names the files of an edit, each once', () => {
  const edit = (path: string) => ({ path, diff: undefined });
  expect(shortInput({ input: '{}', edits: [edit('a'), edit('a')] })).toBe('a');
  expect(shortInput({ input: '{}', edits: [edit('a'), edit('b'), edit('c')] })).toBe('a and 2 more');
});

it('says how much of a list is done', () => {
  expect(todoWords([{ state: 'done' }, { state: 'doing' }, { state: 'open' }])).toBe('1 of 3 done');
});

it.each([
  [0, 250, '250 ms'],
  [0, 65_000, '1 min'],
  [5, 1, undefined],
  [undefined, 1, undefined],
  [0, Number.POSITIVE_INFINITY, undefined],
])('says how long a call took, where that makes sense: %s to %s', (from, to, words) => {
  expect(callDuration(from, to)).toBe(words);
});
