import { renameSync, rmSync } from 'node:fs';
import { join } from 'node:path';
import { afterAll, afterEach, beforeAll, beforeEach, expect, it } from 'vitest';
import { readDiff } from '../../electron/engine/changes/diff.ts';
import { gitIn } from '../harness/agents/changes-fixture.ts';
import { LocalCopy, write } from './local-copy.fixture.ts';
import { readTree } from './type-changes.fixture.ts';

const { signal } = new AbortController();
let template: LocalCopy;
let local: LocalCopy;
/** A repository with a submodule, which has one itself, as `git submodule add` leaves them. */
beforeAll(async () => {
  template = new LocalCopy();
  const inside = { '.': 'a sub', 'a sub': 'deep' };
  for (const path of ['a sub/deep', 'a sub', '.'] as const) {
    const folder = join(template.host, path);
    const link = path === 'a sub/deep' ? undefined : inside[path];
    const modules = link === undefined ? '' : `[submodule "${link}"]\n\tpath = ${link}\n\turl = ./${link}\n`;
    write(folder, { code: 'code\n', '.gitignore': 'out\n', '.gitmodules': modules });
    gitIn(folder, 'init', '-q', '-b', 'main');
    gitIn(folder, '-c', 'advice.addEmbeddedRepo=false', 'add', '-A');
    gitIn(folder, 'commit', '-q', '-m', 'First');
  }
  gitIn(template.host, 'submodule', 'absorbgitdirs');
  await template.begin();
}, 60_000);
afterAll(() => template.remove());
beforeEach(() => {
  local = template.again();
});
afterEach(() => local.remove());

const rows = async (base: 'baseline' | 'head') =>
  (await local.list(base)).map(({ status, path }) => `${status} ${path}`).sort();

// First reported: umputun/revdiff#350 (of a changed submodule only its commit shows).
it.each(['head', 'baseline'] as const)(
  'shows what changed inside of submodules, beside the %s',
  async (base) => {
    expect(await rows(base)).toEqual([]);
    write(local.copy, {
      'a sub/code': 'changed\n',
      'a sub/deep/new': 'new\n',
      'a sub/deep/out': 'ignored\n',
    });
    gitIn(join(local.copy, 'a sub'), 'commit', '-q', '-a', '-m', 'Second');
    rmSync(join(local.copy, 'a sub/deep/code'));
    expect(await rows(base)).toEqual([
      'added a sub/deep/new',
      'deleted a sub/deep/code',
      'modified a sub/code',
    ]);
    const diff = await readDiff(local.reader(), { base, path: 'a sub/code', limitBytes: 9999, signal });
    expect(diff.hunks[0]?.lines.map(({ content }) => content)).toEqual(['code\n', 'changed\n']);
  },
);

it('shows the files of a repository that the agent made inside', async () => {
  const made = join(local.copy, 'made');
  write(made, { file: 'file\n', 'dir/more': 'more\n', out: 'out\n', '.gitignore': 'out\n' });
  gitIn(made, 'init', '-q');
  expect(await rows('head')).toEqual([
    'added made',
    'added made/.gitignore',
    'added made/dir/more',
    'added made/file',
  ]);
});

it('applies what changed inside of a submodule, and undoes it', async () => {
  const before = readTree(local.host);
  write(local.copy, { 'a sub/code': 'changed\n', 'made/file': 'file\n' });
  renameSync(join(local.copy, 'a sub/deep/code'), join(local.copy, 'a sub/moved'));
  gitIn(join(local.copy, 'made'), 'init', '-q');
  const chosen = (await local.list()).map(({ path }) => ({ path }));
  await local.apply(chosen);
  const after = readTree(local.host);
  expect(after).toMatchObject({ 'a sub/code': 'changed\n', 'a sub/moved': 'code\n', 'made/file': 'file\n' });
  expect(Object.keys(after)).not.toContain('a sub/deep/code');
  await local.undo();
  expect(readTree(local.host)).toEqual(before);
}, 60_000);

it('makes a branch in each submodule that changed, to which the branch of the folder leads', async () => {
  write(local.copy, { 'a sub/deep/code': 'changed\n', 'made/file': 'file\n', code: 'changed\n' });
  gitIn(join(local.copy, 'made'), 'init', '-q');
  await local.branch('agent/work');
  const at = (...words: string[]) => gitIn(join(local.host, ...words.slice(0, 1)), ...words.slice(1)).trim();
  expect(at('a sub/deep', 'show', 'agent/work:code')).toBe('changed');
  expect(at('.', 'show', 'agent/work:made/file')).toBe('file');
  expect(at('.', 'rev-parse', 'agent/work:a sub')).toBe(at('a sub', 'rev-parse', 'agent/work'));
  expect(at('a sub', 'rev-parse', 'agent/work:deep')).toBe(at('a sub/deep', 'rev-parse', 'agent/work'));
  expect(at('.', 'status', '--porcelain')).toBe('');
}, 60_000);
