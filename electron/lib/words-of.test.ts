import { expect, it } from 'vitest';
import { wordsOf } from './words-of.ts';

it('splits at line breaks, spaces and commas, and knows no empty word', () => {
  expect(wordsOf(' a.test,b.test\n\tc.test , ')).toEqual(['a.test', 'b.test', 'c.test']);
  expect(wordsOf(' \n')).toEqual([]);
});
