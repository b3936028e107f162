import { expect, it } from 'vitest';
import { UsageError } from '../exit-code.ts';
import { formOf, parsePlace } from './place.ts';

it('tells agents from paths of this machine as docker cp does', () => {
  expect(parsePlace('demo:/workspace')).toEqual({ kind: 'agent', agent: 'demo', path: '/workspace' });
  for (const path of ['./a:b', '/a:b', 'a', '../x'])
    expect(parsePlace(path)).toEqual({ kind: 'local', path });
  expect(parsePlace('C:\\a', 'win32')).toEqual({ kind: 'local', path: 'C:\\a' });
  expect(parsePlace('-')).toEqual({ kind: 'stream' });
});

it.each(['demo:workspace', ':/a', 'demo:', ''])('refuses %j', (text) => {
  expect(() => parsePlace(text)).toThrow(UsageError);
});

it.each([
  ['a/b', 'a/b', false, false],
  ['a/b/', 'a/b', false, true],
  ['a/b/.', 'a/b', true, true],
  ['.', '.', true, true],
  ['/', '/', false, true],
])('reads the form of %j', (text, path, isContent, isFolder) => {
  expect(formOf(text)).toEqual({ path, isContent, isFolder });
});
