import { existsSync, mkdtempSync, rmSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { afterEach, beforeEach, expect, it } from 'vitest';
import { breakSettings, gitIn, plant, repository } from '../git/hostile-repository.fixture.ts';
import { cloneRepository } from './clone.ts';
import { localFolder } from './local-source.ts';

let root: string;
beforeEach(() => {
  root = mkdtempSync(join(tmpdir(), 'clone-'));
});
afterEach(() => rmSync(root, { recursive: true, force: true }));

const clone = (url: string, ref = '') =>
  cloneRepository({ url, ref }, join(root, 'clone'), {
    signal: new AbortController().signal,
    environment: process.env,
    onProgress: () => undefined,
  });
const cloned = (...words: string[]) => gitIn(join(root, 'clone'), ...words).trim();

it.each([
  ['settings that run programs', plant],
  ['settings that nobody can read', (folder: string) => breakSettings(folder)],
] as const)('fetches a repository of this machine without reading its settings: %s', async (_what, spoil) => {
  const source = join(root, 'source');
  repository(source);
  const ran = spoil(source, join(root, 'canary'));
  await clone(source);
  expect(cloned('show', 'HEAD:a.txt')).toBe('a');
  expect(cloned('log', '--format=%s', 'v1')).toBe('First');
  expect(cloned('config', 'remote.origin.url')).toBe(source);
  expect(existsSync(join(root, 'clone/.git/objects/info/alternates'))).toBe(false);
  expect(typeof ran === 'function' && ran()).toBe(false);
});

it('takes loose and packed branches, a bare repository, and an address with file:', async () => {
  const source = join(root, 'source');
  repository(source);
  gitIn(source, 'branch', 'packed');
  gitIn(source, 'pack-refs', '--all');
  writeFileSync(join(source, 'a.txt'), 'b\n');
  gitIn(source, 'checkout', '-q', '-b', 'deep/loose');
  gitIn(source, 'commit', '-q', '-a', '-m', 'Second');
  gitIn(root, 'clone', '-q', '--bare', source, 'bare.git');
  await clone(`file://${join(root, 'bare.git')}`, 'deep/loose');
  expect(cloned('show', 'HEAD:a.txt')).toBe('b');
  expect(cloned('branch', '-r', '--format=%(refname:short)')).toContain('origin/packed');
});

it('says that there is no repository', async () => {
  await expect(clone(join(root, 'absent'))).rejects.toThrow('no repository at this address');
  await expect(clone(root)).rejects.toThrow('no repository at this address');
});

it('knows which addresses are of this machine', () => {
  expect(localFolder('/srv/a')).toBe('/srv/a');
  expect(localFolder('file:///srv/a%20b')).toBe('/srv/a b');
  for (const url of ['https://example.com/a', 'git@example.com:a', 'ssh://x/a']) {
    expect(localFolder(url)).toBeUndefined();
  }
});
