import { expect, it } from 'vitest';
import { parentsOf } from './parents-of.ts';

it('names the folders on the way', () => {
  expect(parentsOf('a/b/c')).toEqual(['a', 'a/b']);
  expect(parentsOf('a')).toEqual([]);
});
