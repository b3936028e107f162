import { expect, it } from 'vitest';
import { splitPath } from '../../../lib/host-directory/host-file.ts';
import { refusal } from './host-path.ts';

it.each([
  '../x',
  'a/../../x',
  '/etc/passwd',
  'a//b',
  './a',
  'a/.',
  '..',
  'a\0b',
  '.git/config',
  'sub/.git/hooks/pre-commit',
  '.GIT/x',
  '.git',
  'git~1/config',
  '.g\u200cit/config',
  '.git /config',
  '.git./config',
  '.git::$INDEX_ALLOCATION/config',
])('never writes %j', (path) => {
  expect(refusal(path, 'linux')).toBeDefined();
});

it.each([
  'a',
  'a/b.ts',
  '.gitignore',
  '.github/workflows/x.yml',
  'git',
  'a..b',
  '...',
  'a\nb',
  'a\\b',
  'x\udcff',
])('writes %j on Linux', (path) => {
  expect(refusal(path, 'linux')).toBeUndefined();
});

it.each(['a\\..\\b', 'con', 'nul.txt', 'a:b', 'end.'])('does not write %j on Windows', (path) => {
  expect(refusal(path, 'win32')).toBeDefined();
});

it('keeps the bytes of names that are no text', () => {
  expect(refusal('x\udcff', 'darwin')).toBeDefined();
  expect(splitPath('a/b/\udcff')).toEqual({ parent: 'a/b', name: Uint8Array.of(0xff) });
  expect(splitPath('a').parent).toBe('');
});
