import { expect, it } from 'vitest';
import { isInside } from './is-inside.ts';

it.each([
  ['/a/b', '/a/b', true],
  ['/a/b/', '/a/b', true],
  ['/a/b', '/a/b/c', true],
  ['/a/b', '/a/b/..c/d', true],
  ['/', '/a', true],
  ['/a/b', '/a/bc', false],
  ['/a/b', '/a', false],
  ['/a/b', '/c', false],
  ['/a/b', '/a/b/../c', false],
])('in %s, %s: %s', (folder, path, inside) => {
  expect(isInside(folder, path)).toBe(inside);
});
