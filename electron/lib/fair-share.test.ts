import { expect, it } from 'vitest';
import { addWithin, firstOfLargest } from './fair-share.ts';

const ownerOf = (item: string) => item.charAt(0);

it('names the oldest item of the owner with the most', () => {
  expect(firstOfLargest(['a1', 'b1', 'b2', 'a2', 'b3'], ownerOf)).toBe('b1');
  expect(firstOfLargest([], ownerOf)).toBeUndefined();
});

it('keeps the items of others when one owner floods the list', () => {
  let items: readonly string[] = ['a1', 'b1'];
  for (let n = 0; n < 50; n += 1) items = addWithin(items, `c${n}`, 5, ownerOf);
  expect(items).toEqual(['a1', 'b1', 'c47', 'c48', 'c49']);
});

it('drops the oldest of all when each owner has one', () => {
  expect(addWithin(['a1', 'b1'], 'c1', 2, ownerOf)).toEqual(['b1', 'c1']);
});
