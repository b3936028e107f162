import { rename, unlink } from 'node:fs/promises';
import { posix } from 'node:path';
import type { HostFolder } from '../../../contract/agent-spec.ts';
import { AppFailure } from '../../../contract/error.ts';
import { createFile, temporaryName } from '../../../lib/host-directory/create-file.ts';
import { writeFully } from '../../../lib/host-directory/file-chunks.ts';
import { inDirectory, openDirectory } from '../../../lib/host-directory/host-directory.ts';
import { readText } from '../../../lib/host-directory/host-file.ts';
import { attempt, codeOf } from '../../../lib/host-directory/parts.ts';
import { isSparse, sparsePatterns } from '../git/sparse-patterns.ts';
import { findMasks, type MaskedPath } from '../masks.ts';
import { configOf, type MaskedRepository, markedIndex, repositoriesOf } from './masked-repositories.ts';

const PATTERN_BYTES = 1024 * 1024;

/**
 * Marks what is masked and tracked by git as not to be looked at in the work tree ("skip-worktree"), in the index of the
 * folder's own repository: inside, a masked file is empty and a masked folder has nothing in it, and without the mark the
 * next "git commit -a" there would commit just that. Patterns beside it keep the marks when git changes to other commits;
 * only git inside of agents uses them, by its environment.
 */
export async function keepFromGit(workspace: HostFolder, masks: readonly MaskedPath[]): Promise<void> {
  const readOnly = [workspace, ...workspace.folders].filter((each) => each.readOnly).map(({ path }) => path);
  await markAll(
    masks.filter(({ folder }) => !readOnly.includes(folder)),
    true,
  );
}

/** Takes the marks away again, when no agent has the folder any more. */
export async function releaseToGit(workspace: HostFolder, signal: AbortSignal): Promise<void> {
  await markAll((await findMasks(workspace, signal)).found, false);
}

async function markAll(masked: readonly MaskedPath[], skip: boolean): Promise<void> {
  for (const repository of await repositoriesOf(masked)) {
    const { folder, git, paths } = repository;
    const config = await configOf(repository);
    const marked = await markedIndex(repository, config, skip);
    if (marked) await replaceIndex(folder, git, marked);
    await writePatterns({ ...repository, paths: skip ? paths : [] }, isSparse(config));
  }
}

async function writePatterns({ folder, git, paths }: MaskedRepository, inUse: boolean): Promise<void> {
  const path = posix.join(git, 'info/sparse-checkout');
  const present = (await readText(folder, path, PATTERN_BYTES)) ?? '';
  const wanted = sparsePatterns(present, paths, inUse);
  if (wanted === (present === '' ? undefined : present)) return;
  const opened = await openDirectory(folder, posix.dirname(path), { make: true });
  if (opened.kind !== 'open') return;
  const { directory } = opened;
  const name = Buffer.from(posix.basename(path));
  await inDirectory(directory, async () => {
    if (wanted === undefined) return void (await attempt(() => unlink(directory.entry(name))));
    const temporary = Buffer.from(temporaryName());
    await createFile(directory, temporary, 0o644, (file) => writeFully(file, Buffer.from(wanted)));
    await rename(directory.entry(temporary), directory.entry(name));
  });
}

/** As git does it: through its lock, which nobody else may hold. */
async function replaceIndex(folder: string, git: string, index: Buffer): Promise<void> {
  const opened = await openDirectory(folder, git);
  if (opened.kind !== 'open') return;
  const { directory } = opened;
  await inDirectory(directory, async () => {
    const lock = Buffer.from('index.lock');
    try {
      await createFile(directory, lock, 0o644, (file) => writeFully(file, index));
    } catch (error) {
      if (codeOf(error) === 'EEXIST') throw locked(folder);
      throw error;
    }
    await rename(directory.entry(lock), directory.entry(Buffer.from('index')));
  });
}

function locked(folder: string): AppFailure {
  return new AppFailure({
    type: 'conflict',
    message: `git is at work in ${folder}, or was cut off there (.git/index.lock). Masked files that it tracks can be kept from commits only when it is not.`,
    actions: [{ kind: 'retry', label: 'Try again' }],
  });
}
