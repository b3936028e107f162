import { join } from 'node:path';
import { AppFailure } from '../../../contract/error.ts';
import type { LinkedRepository } from '../git/linked-repository.ts';
import { RepositoryRefs } from '../git/repository-refs.ts';
import { ScratchGit } from '../git/scratch-git.ts';
import type { FolderState } from './folder-state.ts';
import { withoutLogins } from './git-config.ts';
import type { AddedFile } from './hidden-from-copy.ts';
import { readTextBelow } from './read-below.ts';

/** The repository of a folder when parts of it lie outside; undefined where a copy of the folder is whole. */
export function repositoryElsewhere(
  folder: string,
  { linked, borrowsObjects }: Pick<FolderState, 'linked' | 'borrowsObjects'>,
): Pick<LinkedRepository, 'gitDirectory' | 'commonDirectory'> | undefined {
  if (linked) return linked;
  const git = join(folder, '.git');
  return borrowsObjects ? { gitDirectory: git, commonDirectory: git } : undefined;
}

/** A git directory of a copy's own. The caller disposes `scratch`. */
export interface StandaloneGit {
  scratch: ScratchGit;
  /** Files that replace those of the scratch repository, by their path in the copy. */
  added: AddedFile[];
}

/** Settings that hold for the original place alone. */
const OF_THE_PLACE =
  /^[ \t]*(?:worktree|bare|worktreeConfig|partialClone|promisor|partialclonefilter)[ \t]*=/i;

/**
 * Makes a git directory with all commits, branches and tags of a repository whose parts lie outside of the folder: the
 * copy of a work tree, a submodule or a clone that borrows objects then stands on its own. No git reads the repository's
 * settings; those that come along are text. Undefined when objects are missing, as in a partial clone.
 */
export async function standaloneGit(
  repository: Pick<LinkedRepository, 'gitDirectory' | 'commonDirectory'>,
  signal: AbortSignal,
): Promise<StandaloneGit | undefined> {
  const { gitDirectory, commonDirectory } = repository;
  const refs = new RepositoryRefs({ folder: commonDirectory, git: '' });
  const head = await new RepositoryRefs({ folder: gitDirectory, git: '' }).headText();
  const all = await refs.allRefs();
  const scratch = await ScratchGit.create({
    objects: join(commonDirectory, 'objects'),
    shallow: await refs.shallow(),
    like: [...all.values()][0] ?? head,
    signal,
  });
  try {
    await scratch.setRefs(all, head);
    await scratch.takeObjects(signal);
    const own = await readTextBelow(scratch.repository, 'config');
    const settings = withoutLogins(await readTextBelow(commonDirectory, 'config'))
      .split('\n')
      .filter((line) => !OF_THE_PLACE.test(line))
      .join('\n');
    const config = `${settings}\n${own.replace(/^[ \t]*bare[ \t]*=.*$/im, '\tbare = false')}`;
    return { scratch, added: [{ path: '.git/config', content: Buffer.from(config) }] };
  } catch (error) {
    await scratch.remove();
    if (error instanceof AppFailure && error.error.type === 'conflict') return undefined;
    throw error;
  }
}
