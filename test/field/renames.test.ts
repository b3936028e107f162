import {
  chmodSync,
  existsSync,
  mkdirSync,
  readFileSync,
  renameSync,
  rmSync,
  statSync,
  symlinkSync,
  writeFileSync,
} from 'node:fs';
import { join } from 'node:path';
import { afterAll, afterEach, beforeAll, beforeEach, expect, it } from 'vitest';
import { readDiff } from '../../electron/engine/changes/diff.ts';
import { LocalCopy, write } from './local-copy.fixture.ts';
import { readTree } from './type-changes.fixture.ts';

const lines = (count: number, changed = '') =>
  Array.from({ length: count }, (_, line) => `line ${line === 5 ? changed : line}\n`).join('');

let template: LocalCopy;
let local: LocalCopy;
beforeAll(async () => {
  template = new LocalCopy();
  write(template.host, { 'src/a.ts': lines(40), 'src/b.ts': 'b\n', run: '#!/bin/sh\n', kept: 'kept\n' });
  chmodSync(join(template.host, 'run'), 0o755);
  symlinkSync('kept', join(template.host, 'link'));
  await template.begin();
}, 60_000);
afterAll(() => template.remove());
beforeEach(() => {
  local = template.again();
});
afterEach(() => local.remove());

const rename = (from: string, to: string) => {
  mkdirSync(join(local.copy, to, '..'), { recursive: true });
  renameSync(join(local.copy, from), join(local.copy, to));
};
const rows = async () =>
  (await local.list()).map(({ status, path, oldPath }) => [status, path, ...(oldPath ? [oldPath] : [])]);

// First reported: umputun/revdiff#243, desktop/desktop#17109 (a moved file shows as deleted and new).
it('shows a moved file, folder or symlink as one renamed row each', async () => {
  rename('src', 'lib');
  rename('run', 'bin/start');
  rename('link', 'alias');
  expect(await rows()).toEqual([
    ['renamed', 'alias', 'link'],
    ['renamed', 'bin/start', 'run'],
    ['renamed', 'lib/a.ts', 'src/a.ts'],
    ['renamed', 'lib/b.ts', 'src/b.ts'],
  ]);
});

it('shows what changed in a file that was moved too, beside its old content', async () => {
  rmSync(join(local.copy, 'src/a.ts'));
  write(local.copy, { 'lib/ä b.ts': lines(40, 'changed') });
  expect(await rows()).toEqual([['renamed', 'lib/ä b.ts', 'src/a.ts']]);
  const { signal } = new AbortController();
  const request = {
    base: 'baseline' as const,
    path: 'lib/ä b.ts',
    oldPath: 'src/a.ts',
    limitBytes: 9999,
    signal,
  };
  const [hunk, ...more] = (await readDiff(local.reader(), request)).hunks;
  expect(more).toEqual([]);
  expect(hunk?.lines.filter(({ kind }) => kind !== 'context').map(({ content }) => content)).toEqual([
    'line \n',
    'line changed\n',
  ]);
});

it('shows other content under a new path as a deleted and a new file', async () => {
  rmSync(join(local.copy, 'src/a.ts'));
  write(local.copy, { 'src/c.ts': 'something else\n' });
  expect(await rows()).toEqual([
    ['deleted', 'src/a.ts'],
    ['added', 'src/c.ts'],
  ]);
});

it('applies a rename whole, with the permissions of the host, and undoes it whole', async () => {
  const before = readTree(local.host);
  rename('run', 'bin/start');
  rename('src/b.ts', 'lib/b.ts');
  chmodSync(join(local.host, 'run'), 0o750);
  await local.apply([{ path: 'bin/start' }, { path: 'lib/b.ts' }]);
  expect(readTree(local.host)).toEqual({
    'bin/start': '#!/bin/sh\n',
    kept: 'kept\n',
    'lib/b.ts': 'b\n',
    link: '-> kept',
    'src/a.ts': lines(40),
  });
  expect(statSync(join(local.host, 'bin/start')).mode & 0o777).toBe(0o750);
  expect(await local.applies.list('agent')).toMatchObject([{ files: 2 }]);
  await local.undo();
  expect(readTree(local.host)).toEqual(before);
});

it('means the whole rename where a selection names either path', async () => {
  rename('src/b.ts', 'lib/b.ts');
  const plan = await local.plan([{ path: 'src/b.ts' }, { path: 'lib/b.ts' }]);
  expect(plan.files).toMatchObject([
    { path: 'lib/b.ts', oldPath: 'src/b.ts', status: 'renamed', state: 'ready' },
  ]);
});

it('merges what the host changed in a file that the agent moved and changed', async () => {
  rmSync(join(local.copy, 'src/a.ts'));
  write(local.copy, { 'lib/a.ts': lines(40, 'agent’s') });
  writeFileSync(join(local.host, 'src/a.ts'), `first\n${lines(40)}`);
  const chosen = [{ path: 'lib/a.ts' }];
  expect((await local.plan(chosen)).files).toMatchObject([{ state: 'conflict', mergeable: true }]);
  await local.apply(chosen, 'merge');
  expect(readFileSync(join(local.host, 'lib/a.ts'), 'utf8')).toBe(`first\n${lines(40, 'agent’s')}`);
  expect(existsSync(join(local.host, 'src/a.ts'))).toBe(false);
});

it('touches neither path of a rename when one of them is taken on the host', async () => {
  rename('src/b.ts', 'lib/b.ts');
  write(local.host, { 'lib/b.ts': 'own\n' });
  const before = readTree(local.host);
  expect((await local.plan([{ path: 'lib/b.ts' }])).files).toMatchObject([{ state: 'conflict' }]);
  await expect(local.apply([{ path: 'lib/b.ts' }])).rejects.toThrow('Nothing was applied');
  expect(readTree(local.host)).toEqual(before);
});
