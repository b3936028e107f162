import { join } from 'node:path';
import { fileURLToPath } from 'node:url';
import { AppFailure } from '../../../contract/error.ts';
import { readFolder } from '../folder-access.ts';
import { RepositoryRefs } from '../git/repository-refs.ts';
import { ScratchGit } from '../git/scratch-git.ts';
import { openDirectory } from '../host-directory/host-directory.ts';

/** The folder that an address of a repository means, when it is one of this machine. */
export function localFolder(url: string): string | undefined {
  if (/^file:\/\//i.test(url)) {
    try {
      return fileURLToPath(url);
    } catch {
      return undefined;
    }
  }
  return /^(\/|[A-Za-z]:[\\/])/.test(url) ? url : undefined;
}

/**
 * A repository of the app's own with the objects, branches and tags of one on this machine. git fetches from it as from
 * that one, but what serves the fetch reads the app's settings, and not those that an agent may have written there.
 */
export async function borrowRepository(folder: string, signal: AbortSignal): Promise<ScratchGit> {
  const { kind, realPath } = await readFolder(folder);
  const git = kind === 'folder' ? await gitDirectoryIn(realPath) : undefined;
  if (git === undefined) throw noRepository();
  const refs = new RepositoryRefs(realPath, git);
  const all = await refs.branchesAndTags();
  const head = await refs.headText();
  const scratch = await ScratchGit.create({
    objects: join(realPath, git, 'objects'),
    shallow: await refs.shallow(),
    like: [...all.values()][0] ?? head,
    signal,
  });
  await scratch.setRefs(all, head);
  return scratch;
}

/** Below the folder: ".git", or "" when the folder is a bare repository; undefined when there is none. */
async function gitDirectoryIn(folder: string): Promise<string | undefined> {
  for (const git of ['.git', '']) {
    const opened = await openDirectory(folder, git === '' ? 'objects' : `${git}/objects`);
    if (opened.kind !== 'open') continue;
    await opened.directory.close();
    return git;
  }
  return undefined;
}

function noRepository(): AppFailure {
  return new AppFailure({
    type: 'not-found',
    field: 'workspace.url',
    message: 'There is no repository at this address, or it is a work tree of one elsewhere.',
  });
}
