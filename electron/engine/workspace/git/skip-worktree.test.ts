import { execFileSync } from 'node:child_process';
import { mkdirSync, mkdtempSync, readFileSync, rmSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { afterAll, expect, it } from 'vitest';
import { markSkipWorktree } from './skip-worktree.ts';

const root = mkdtempSync(join(tmpdir(), 'skip-'));
afterAll(() => rmSync(root, { recursive: true }));

it.each([
  [2, 'sha1'],
  [3, 'sha1'],
  [4, 'sha1'],
  [2, 'sha256'],
] as const)('marks entries of an index of version %i with %s, as git itself would', (version, format) => {
  const folder = join(root, `${version}-${format}`);
  const git = (...words: string[]) =>
    execFileSync('git', ['-c', 'user.name=t', '-c', 'user.email=t@t', ...words], {
      cwd: folder,
      encoding: 'utf8',
    });
  mkdirSync(join(folder, 'secrets/deep'), { recursive: true });
  git('init', '-q', `--object-format=${format}`);
  for (const name of ['.env', 'a-longer-name.txt', 'b', 'secrets/deep/key', 'z'])
    writeFileSync(join(folder, name), `${name}\n`);
  git('add', '-A');
  git('commit', '-q', '-m', 'First');
  if (version === 3) git('update-index', '--skip-worktree', 'b');
  git('update-index', '--index-version', String(version));

  const path = join(folder, '.git/index');
  const idBytes = format === 'sha256' ? 32 : 20;
  const isMasked = (name: string) => name === '.env' || name.startsWith('secrets/');
  const marked = markSkipWorktree(readFileSync(path), idBytes, isMasked, true);
  expect(marked).toBeDefined();
  writeFileSync(path, marked ?? '');
  const skipped = () =>
    git('ls-files', '-v')
      .split('\n')
      .filter((line) => line.startsWith('S '));
  const own = version === 3 ? ['S b'] : [];
  expect(skipped()).toEqual(['S .env', ...own, 'S secrets/deep/key']);
  expect(git('fsck')).toBe('');
  expect(markSkipWorktree(readFileSync(path), idBytes, isMasked, true)).toBeUndefined();

  // As inside: the file is empty, the folder has nothing in it.
  writeFileSync(join(folder, '.env'), '');
  rmSync(join(folder, 'secrets'), { recursive: true });
  writeFileSync(join(folder, 'z'), 'changed\n');
  git('add', '-A');
  git('commit', '-q', '-a', '-m', 'Second');
  expect(git('show', '--name-only', '--format=', 'HEAD').trim()).toBe('z');
  expect(git('show', 'HEAD:secrets/deep/key')).toBe('secrets/deep/key\n');

  writeFileSync(path, markSkipWorktree(readFileSync(path), idBytes, isMasked, false) ?? '');
  expect(skipped()).toEqual(own);
});

it('leaves alone what it cannot read', () => {
  expect(markSkipWorktree(Buffer.from('nothing'), 20, () => true, true)).toBeUndefined();
});
