import { rename } from 'node:fs/promises';
import { posix } from 'node:path';
import type { HostFolder } from '../../../contract/agent-spec.ts';
import { AppFailure } from '../../../contract/error.ts';
import { createFile } from '../../../lib/host-directory/create-file.ts';
import { writeFully } from '../../../lib/host-directory/file-chunks.ts';
import { inDirectory, openDirectory } from '../../../lib/host-directory/host-directory.ts';
import { readText, withFile } from '../../../lib/host-directory/host-file.ts';
import { codeOf } from '../../../lib/host-directory/parts.ts';
import { markSkipWorktree } from '../git/skip-worktree.ts';
import { findMasks, type MaskedPath } from '../masks.ts';

/** The index of the largest repositories has about 100 MB. */
const MAXIMUM_INDEX_BYTES = 512 * 1024 * 1024;
const CONFIG_BYTES = 1024 * 1024;

/**
 * Marks what is masked and tracked by git as not to be looked at in the work tree ("skip-worktree"), in the index of the
 * folder's own repository: inside, a masked file is empty and a masked folder has nothing in it, and without the mark the
 * next "git commit -a" there would commit just that.
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
  const repositories = new Map<string, { folder: string; top: string; paths: string[] }>();
  for (const { folder, path } of masked) {
    const top = await repositoryOf(folder, path);
    if (top === undefined) continue;
    const known = repositories.get(`${folder}\0${top}`) ?? { folder, top, paths: [] };
    known.paths.push(posix.relative(top, path));
    repositories.set(`${folder}\0${top}`, known);
  }
  for (const { folder, top, paths } of repositories.values()) {
    await mark(folder, posix.join(top, '.git'), paths, skip);
  }
}

/** The folder of the repository that a path belongs to, below the host folder; undefined when there is none in it. */
async function repositoryOf(folder: string, path: string): Promise<string | undefined> {
  for (let top = posix.dirname(path); ; top = posix.dirname(top)) {
    const place = top === '.' ? '' : top;
    const opened = await openDirectory(folder, posix.join(place, '.git'));
    if (opened.kind === 'open') {
      await opened.directory.close();
      return place;
    }
    if (place === '') return undefined;
  }
}

async function mark(folder: string, git: string, paths: readonly string[], skip: boolean): Promise<void> {
  const path = posix.join(git, 'index');
  const index = await withFile(folder, path, async (file) =>
    (await file.stat()).size > MAXIMUM_INDEX_BYTES ? undefined : await file.readFile(),
  );
  if (!index) return;
  // The one setting that is read tells how long ids are; it makes nothing run.
  const config = (await readText(folder, posix.join(git, 'config'), CONFIG_BYTES)) ?? '';
  const idBytes = /objectformat\s*=\s*sha256/i.test(config) ? 32 : 20;
  const isMasked = (tracked: string) =>
    paths.some((masked) => tracked === masked || tracked.startsWith(`${masked}/`));
  const marked = markSkipWorktree(index, idBytes, isMasked, skip);
  if (marked) await replaceIndex(folder, git, marked);
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
