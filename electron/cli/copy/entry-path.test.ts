import { expect, it } from 'vitest';
import { entryParts, staysInside } from './entry-path.ts';

it('drops the first folder of a name', () => {
  expect(entryParts('project/src/a.ts')).toEqual(['src', 'a.ts']);
  expect(entryParts('./project/')).toEqual([]);
});

it.each(['/etc/passwd', 'a/../b', '../a', 'a/..', '', '.', 'a/b\0c', `a/${'x/'.repeat(300)}`])(
  'refuses the name %j',
  (name) => {
    expect(entryParts(name)).toBeUndefined();
  },
);

it('refuses names that Windows reads in another way', () => {
  for (const name of ['a/b\\c', 'a/C:', 'a/b:stream', 'a/b.', 'a/b '])
    expect([name, entryParts(name, 'win32')]).toEqual([name, undefined]);
});

it.each([
  [['d'], '../a', true],
  [['d'], 'a/b', true],
  [['d', 'e'], '../../a', true],
  [['d'], '../../a', false],
  [[], '..', false],
  [['d'], '/etc', false],
  // Through another link, a step back leads from where that link leads.
  [['d', 'e'], 'link/../../a', false],
  [[], '', false],
])('in %j, a link to %j stays inside: %j', (folder, target, inside) => {
  expect(staysInside(folder, target)).toBe(inside);
});
