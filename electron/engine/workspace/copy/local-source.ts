import { join } from 'node:path';
import { fileURLToPath } from 'node:url';
import { AppFailure } from '../../../contract/error.ts';
import { openDirectory } from '../../../lib/host-directory/host-directory.ts';
import { readFolder } from '../folder-access.ts';
import { RepositoryRefs } from '../git/repository-refs.ts';
import { ScratchGit } from '../git/scratch-git.ts';

/** The folder of a repository's address, when the address is on this machine. */
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
 * Creates our own repository with the objects, branches and tags of one on this machine. git fetches the same from it,
 * but the serving git reads our settings and not those that an agent may have written into the original.
 */
export async function borrowRepository(folder: string, signal: AbortSignal): Promise<ScratchGit> {
  const { kind, realPath } = await readFolder(folder);
  const git = kind === 'folder' ? await gitDirectoryIn(realPath) : undefined;
  if (git === undefined) throw noRepository();
  const refs = new RepositoryRefs({ folder: realPath, git });
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

/** Path below the folder: ".git/", or "" for a bare repository; undefined without a repository. */
async function gitDirectoryIn(folder: string): Promise<string | undefined> {
  for (const git of ['.git/', '']) {
    const opened = await openDirectory(folder, `${git}objects`);
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
