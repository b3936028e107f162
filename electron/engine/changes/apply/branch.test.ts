import { execFileSync } from 'node:child_process';
import {
  existsSync,
  mkdirSync,
  mkdtempSync,
  readdirSync,
  realpathSync,
  rmSync,
  symlinkSync,
  writeFileSync,
} from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { afterEach, beforeEach, expect, it } from 'vitest';
import { breakSettings, gitIn, plant, repository } from '../../workspace/git/hostile-repository.fixture.ts';
import { branchRequest } from './branch.ts';

let root: string;
let folder: string;
let copy: string;
beforeEach(() => {
  root = realpathSync(mkdtempSync(join(tmpdir(), 'branch-')));
  folder = join(root, 'folder');
  copy = join(root, 'copy');
  repository(folder);
  gitIn(root, 'clone', '-q', folder, copy);
  writeFileSync(join(copy, 'new.txt'), 'new\n');
  gitIn(copy, 'add', '-A');
  gitIn(copy, 'commit', '-q', '-m', 'Work');
});
afterEach(() => rmSync(root, { recursive: true, force: true }));

/** Packs as the script in the toolbox does, from the copy's last commit. */
const toolbox = {
  run: async (
    _command: unknown,
    { stdin, onStdout }: { stdin: Buffer; onStdout?(chunk: Buffer): Promise<void> },
  ) => {
    // Who consumes no output asks for submodules.
    if (!onStdout) return { exitCode: 0, stdout: Buffer.alloc(0), stderr: '' };
    const commit = gitIn(copy, 'rev-parse', 'HEAD').trim();
    const base = stdin.toString().split('\n')[0];
    const words = ['pack-objects', '-q', '--revs', '--thin', '--stdout'];
    const pack = execFileSync('git', words, { cwd: copy, input: `${commit}\n^${base}\n` });
    await onStdout(Buffer.concat([Buffer.from(`${commit}\n`), pack]));
    return { exitCode: 0, stdout: Buffer.alloc(0), stderr: '' };
  },
};

async function make(branch: string, change: object = {}): Promise<void> {
  const { steps } = branchRequest(toolbox as never, {
    agent: { id: 'a', name: 'otter' },
    folder,
    branch,
    message: 'm',
    mounts: async () => [],
    writers: () => [],
    assertSeen: async () => [],
    ...change,
  });
  const context = { signal: new AbortController().signal, progress() {}, detail() {}, skip() {} };
  for (const step of steps) await step.run(context as never);
}

it.each([
  ['settings that run programs', plant],
  ['settings that nobody can read', (path: string) => breakSettings(path)],
] as const)('makes a branch without reading the repository’s settings: %s', async (_what, spoil) => {
  const ran = spoil(folder, join(root, 'canary'));
  await make('agent/work');
  expect(typeof ran === 'function' && ran()).toBe(false);
  writeFileSync(join(folder, '.git/config'), '[core]\n\trepositoryformatversion = 0\n');
  rmSync(join(folder, '.gitattributes'), { force: true });
  expect(gitIn(folder, 'log', '--format=%s', 'agent/work').trim().split('\n')).toEqual(['Work', 'First']);
  expect(gitIn(folder, 'show', 'agent/work:new.txt')).toBe('new\n');
  expect(gitIn(folder, 'fsck', '--strict')).toBe('');
  expect(gitIn(folder, 'status', '--porcelain')).toBe('');
  expect(readdirSync(join(folder, '.git/refs/heads/agent'))).toEqual(['work']);
});

it('borrows from a repository that borrows itself, and runs nothing of that one either', async () => {
  const lender = join(root, 'lender');
  repository(lender);
  const ran = plant(lender, join(root, 'canary'));
  writeFileSync(join(folder, '.git/objects/info/alternates'), `${lender}/.git/objects\n`);
  await make('work');
  expect(ran()).toBe(false);
});

it.each([
  ['the same', 'main', 'main'],
  ['a part of the name', 'main/x', 'main'],
])('does not touch a branch that is there: %s', async (_what, branch, conflict) => {
  for (const pack of [false, true]) {
    if (pack) gitIn(folder, 'pack-refs', '--all');
    await expect(make(branch)).rejects.toThrow(`a branch “${conflict}”`);
  }
});

it('writes through no link that stands for a part of the repository', async () => {
  const elsewhere = join(root, 'elsewhere');
  mkdirSync(elsewhere);
  symlinkSync(elsewhere, join(folder, '.git/refs/heads/agent'));
  await expect(make('agent/work')).rejects.toThrow('a branch “agent”');
  rmSync(join(folder, '.git/objects/pack'), { recursive: true });
  symlinkSync(elsewhere, join(folder, '.git/objects/pack'));
  await expect(make('work')).rejects.toThrow();
  expect(readdirSync(elsewhere)).toEqual([]);
  expect(existsSync(join(folder, '.git/refs/heads/work'))).toBe(false);
});

it('refuses while an agent can write there, and when it changed since somebody looked', async () => {
  await expect(make('work', { writers: () => ['badger'] })).rejects.toThrow('“badger” can write');
  const assertSeen = async () => {
    throw new Error('changed since you looked');
  };
  await expect(make('work', { assertSeen })).rejects.toThrow('changed since');
});
