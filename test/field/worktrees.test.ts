import { cpSync, mkdirSync, mkdtempSync, realpathSync, rmSync, unlinkSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { afterEach, beforeEach, expect, it } from 'vitest';
import { privateCopy } from '../../electron/contract/agent-spec.ts';
import { HostRepository } from '../../electron/engine/changes/apply/host-repository.ts';
import { folderState } from '../../electron/engine/workspace/copy/folder-state.ts';
import { repositoryElsewhere, standaloneGit } from '../../electron/engine/workspace/copy/standalone-git.ts';
import { folderFacts, readGitState } from '../../electron/engine/workspace/folder-facts.ts';
import { linkedRepository } from '../../electron/engine/workspace/git/linked-repository.ts';
import { findHiddenPlaces } from '../../electron/engine/workspace/masking/hidden-places.ts';
import { gitIn, repositoryWithSecrets, write } from './hidden-files.fixture.ts';

const { signal } = new AbortController();
let root: string;
let main: string;
let worktree: string;
beforeEach(() => {
  root = realpathSync(mkdtempSync(join(tmpdir(), 'worktrees-')));
  main = join(root, 'main');
  worktree = join(root, 'worktree');
  mkdirSync(main);
  repositoryWithSecrets(main);
  gitIn(main, {}, 'remote', 'add', 'origin', 'https://me:token@example.com/a');
  gitIn(main, {}, 'worktree', 'add', '-q', '-b', 'feature', worktree);
});
afterEach(() => rmSync(root, { recursive: true }));

const kinds = async (folder: string) =>
  folderFacts(await readGitState(folder, root, signal), 'copy').map(({ kind }) => kind);

// First reported: devcontainers/cli#796, docker/for-win#7332 (in a container, git says “not a git repository”).
it('gives a copy of a work tree a repository of its own', async () => {
  writeFileSync(join(worktree, 'code'), 'changed\n');
  const elsewhere = repositoryElsewhere(worktree, await folderState(worktree));
  const git = elsewhere && (await standaloneGit(elsewhere, signal));
  const copy = join(root, 'copy');
  cpSync(worktree, copy, { recursive: true });
  unlinkSync(join(copy, '.git'));
  cpSync(git?.scratch.repository ?? '', join(copy, '.git'), { recursive: true });
  for (const { path, content } of git?.added ?? []) writeFileSync(join(copy, path), content);
  await git?.scratch.remove();
  rmSync(main, { recursive: true });
  gitIn(copy, {}, 'reset', '-q');
  expect(gitIn(copy, {}, 'status', '--porcelain')).toBe(' M code\n');
  expect(gitIn(copy, {}, 'branch', '--show-current')).toBe('feature\n');
  expect(gitIn(copy, {}, 'branch', '--format=%(refname:short)')).toBe('feature\nmain\nother\n');
  expect(gitIn(copy, {}, 'fsck').trim()).toBe('');
  expect(gitIn(copy, {}, 'config', 'remote.origin.url').trim()).toBe('https://example.com/a');
});

// First reported: thefrederiksen/cc-software-survey#57 (a “--shared” clone has no objects in a container).
it('gives a copy of a clone that borrows objects all of them', async () => {
  const shared = join(root, 'shared');
  gitIn(root, {}, 'clone', '-q', '--shared', main, shared);
  expect(await kinds(shared)).toEqual(['borrowed']);
  const elsewhere = repositoryElsewhere(shared, await folderState(shared));
  const git = elsewhere && (await standaloneGit(elsewhere, signal));
  rmSync(main, { recursive: true });
  expect(gitIn(git?.scratch.repository ?? '', {}, 'fsck').trim()).toBe('');
  expect(gitIn(git?.scratch.repository ?? '', {}, 'show', 'origin/other:code')).toBe('other\n');
  await git?.scratch.remove();
});

// First reported: devcontainers/cli#796; that an agent may have written “.git” is ours.
it('takes no repository of this machine for one that does not name the folder', async () => {
  expect(await linkedRepository(worktree)).toMatchObject({
    kind: 'worktree',
    commonDirectory: join(main, '.git'),
  });
  const planted = join(root, 'planted');
  write(planted, { '.git': `gitdir: ${join(main, '.git')}\n` });
  expect(await linkedRepository(planted)).toBeUndefined();
  write(planted, { '.git': `gitdir: ${join(main, '.git/worktrees/worktree')}\n` });
  expect(await linkedRepository(planted)).toBeUndefined();
});

it('knows a submodule, and what its repository is', async () => {
  const outer = join(root, 'outer');
  mkdirSync(outer);
  gitIn(outer, {}, 'init', '-q');
  gitIn(outer, {}, '-c', 'protocol.file.allow=always', 'submodule', '--quiet', 'add', main, 'sub');
  expect(await linkedRepository(join(outer, 'sub'))).toEqual({
    kind: 'submodule',
    gitDirectory: join(outer, '.git/modules/sub'),
    commonDirectory: join(outer, '.git/modules/sub'),
  });
});

// First reported: microsoft/vscode-remote-release#11478 (nothing is said before the container is made).
it('says what is known of a folder before an agent gets it', async () => {
  expect(await kinds(main)).toEqual([]);
  write(main, { '.gitattributes': '*.bin filter=lfs\n', new: 'x\n', code: 'changed\n' });
  expect(await kinds(main)).toEqual(['lfs', 'dirty']);
  expect((await readGitState(main, root, signal)).uncommitted).toBe(3);
  expect(await kinds(worktree)).toEqual(['worktree']);
  const offers = folderFacts(await readGitState(worktree, root, signal), 'host-folder')[0]?.offers;
  expect(offers).toBe(join(main, '.git'));
  const shallow = join(root, 'shallow');
  gitIn(root, {}, 'clone', '-q', '--depth', '1', `file://${main}`, shallow);
  gitIn(shallow, {}, 'config', 'remote.origin.promisor', 'true');
  expect(await kinds(shallow)).toEqual(['shallow', 'partial']);
});

// First reported: devcontainers/cli#1243 (what is made in a work tree must not land in the main checkout).
it('makes a branch of a work tree in the repository that it shares, from its own commit', async () => {
  gitIn(worktree, {}, 'commit', '-q', '--allow-empty', '-m', 'Own');
  const commit = gitIn(worktree, {}, 'rev-parse', 'HEAD').trim();
  const repository = await HostRepository.of(worktree);
  await repository.assertUsable();
  expect(await repository.head()).toBe(commit);
  await repository.createBranch('agent/work', commit);
  expect(gitIn(worktree, {}, 'rev-parse', 'agent/work').trim()).toBe(commit);
  expect(gitIn(main, {}, 'status', '--porcelain', '--branch').trim()).toBe('## main');
});

// First reported: akitaonrails/ai-jail#112 (nobody says that a hidden file is tracked).
it('says of a hidden file of a work tree that git tracks it', async () => {
  const source = { kind: 'folder' as const, path: worktree, respectGitignore: false };
  const places = (await findHiddenPlaces(privateCopy(source), signal))?.places;
  expect(places?.map(({ path, tracked }) => [path, tracked])).toEqual([
    ['.env', true],
    ['.ssh', true],
    ['api/.env', true],
  ]);
});
