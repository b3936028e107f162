import { expect, it } from 'vitest';
import { cloneFailure, progressIn } from './clone.ts';
import { refProblem, repositoryProblem } from './repository-url.ts';

it('reads the newest of git’s progress', () => {
  const text =
    'remote: Counting objects: 100% (9/9), done.\nReceiving objects:  45% (450/1000), 1.20 MiB | 3 MiB/s\r';
  expect(progressIn(text)).toEqual({ text: 'Receiving objects, 1.20 MiB', done: 450, total: 1000 });
  expect(progressIn('Cloning into …')).toBeUndefined();
});

it.each([
  ['fatal: Remote branch x not found in upstream origin', 'workspace.ref', /no such branch/],
  ['fatal: write error: No space left on device', 'workspace.url', /disk is full/],
  ['fatal: could not read Username for x: terminal prompts disabled', 'workspace.url', /let git in/],
  ['git@host: Permission denied (publickey).', 'workspace.url', /let git in/],
  ['remote: Repository not found.', 'workspace.url', /no repository at this address/],
  ['fatal: something new', 'workspace.url', /could not be fetched/],
])('says in words: %s', (output, field, message) => {
  expect(cloneFailure(output).error).toMatchObject({
    field,
    message: expect.stringMatching(message),
    raw: output,
  });
});

it.each([
  'https://example.com/a/b.git',
  'ssh://git@example.com:2222/b.git',
  'git@example.com:b.git',
  'file:///srv/b',
  '/srv/b',
])('takes the address %s', (url) => {
  expect(repositoryProblem(url)).toBeUndefined();
});

it.each([
  ['', /Give/],
  ['--upload-pack=id', /begin/],
  ['ext::sh -c id', /run another program/],
  ['ftp://example.com/b', /no way/],
  ['https://token@example.com/b', /login/],
  ['https://ada:pw@example.com/b', /login/],
  ['ssh://ada:pw@example.com/b', /login/],
  ['https://example.com/a\nb', /control character/],
  ['somewhere', /such as/],
])('refuses the address %j', (url, says) => {
  expect(repositoryProblem(url)).toMatch(says);
});

it.each([
  ['', true],
  ['main', true],
  ['v1.2/rc-1', true],
  ['-x', false],
  ['a..b', false],
  ['a b', false],
  ['x.lock', false],
])('knows whether %j can be a branch or tag', (ref, fits) => {
  expect(refProblem(ref) === undefined).toBe(fits);
});
