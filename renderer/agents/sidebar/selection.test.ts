import { expect, it } from 'vitest';
import { extended, toggled } from './selection.ts';

const order = ['a', 'b', 'c', 'd'];

it('adds and takes out', () => {
  const one = toggled({ ids: [], anchorId: null }, 'b');
  expect(one).toEqual({ ids: ['b'], anchorId: 'b' });
  expect(toggled(one, 'b').ids).toEqual([]);
});

it('extends from the anchor, both ways, as often as wanted', () => {
  const start = { ids: ['b'], anchorId: 'b' };
  expect(extended(start, 'd', order).ids).toEqual(['b', 'c', 'd']);
  expect(extended(extended(start, 'd', order), 'a', order).ids).toEqual(['a', 'b']);
});

it('starts over when the anchor is gone or hidden', () => {
  expect(extended({ ids: ['x'], anchorId: 'x' }, 'c', order)).toEqual({ ids: ['c'], anchorId: 'c' });
  expect(extended({ ids: [], anchorId: null }, 'c', order)).toEqual({ ids: ['c'], anchorId: 'c' });
});
