import { expect, it } from 'vitest';
import { callDuration, inputFields, shortInput } from './call-words.ts';

it.each([
  ['{"description":"List files","command":"ls -la"}', 'ls -la'],
  ['{"file_path":"/src/a.ts","offset":3}', '/src/a.ts'],
  ['{"x":1,"y":2}', '1'],
  ['npm test', 'npm test'],
  ['{"broken', '{"broken'],
  ['', ''],
  ['{}', ''],
  [`{"command":"${'x'.repeat(5_000)}"}`, 'x'.repeat(300)],
])('says in a line what a call is about: %.40s', (input, short) => {
  expect(shortInput({ input, edits: [] })).toBe(short);
});

it('names the files of an edit', () => {
  const edit = (path: string) => ({ path, diff: undefined });
  expect(shortInput({ input: '{}', edits: [edit('a')] })).toBe('a');
  expect(shortInput({ input: '{}', edits: [edit('a'), edit('b'), edit('c')] })).toBe('a and 2 more');
});

it('takes an input apart, one that is no object not', () => {
  expect(inputFields('{"a":"x\\ny","b":[1]}')).toEqual([
    { name: 'a', value: 'x\ny' },
    { name: 'b', value: '[\n  1\n]' },
  ]);
  expect(inputFields('[1]')).toEqual([{ name: '', value: '[1]' }]);
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
