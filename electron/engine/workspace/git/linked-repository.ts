import { realpath } from 'node:fs/promises';
import { basename, dirname, resolve } from 'node:path';
import { readTextBelow } from '../copy/read-below.ts';
import { attempt } from '../copy/walk.ts';

/** The repository of a folder whose `.git` is a file: a work tree (git-worktree(1)), or a submodule. Real paths. */
export interface LinkedRepository {
  kind: 'worktree' | 'submodule';
  /** The folder's own part: what is checked out, and the index. */
  gitDirectory: string;
  /** Objects, branches and settings, which a work tree shares with others. */
  commonDirectory: string;
}

/**
 * Finds that repository; undefined where there is none. An agent may have written the `.git` of its folder, and could
 * name any repository of this machine in it: only one counts that names the folder too.
 */
export async function linkedRepository(folder: string): Promise<LinkedRepository | undefined> {
  const place = await real(folder);
  if (place === undefined) return undefined;
  const target = /^gitdir: (.+)$/m.exec(await readTextBelow(place, '.git'))?.[1];
  const gitDirectory = target === undefined ? undefined : await real(resolve(place, target.trim()));
  if (gitDirectory === undefined) return undefined;
  const back = (await readTextBelow(gitDirectory, 'gitdir')).trim();
  if (back !== '') {
    const named = resolve(gitDirectory, back);
    const common = (await readTextBelow(gitDirectory, 'commondir')).trim();
    const commonDirectory = await real(resolve(gitDirectory, common));
    const isOurs = basename(named) === '.git' && (await real(dirname(named))) === place;
    return isOurs && commonDirectory ? { kind: 'worktree', gitDirectory, commonDirectory } : undefined;
  }
  const config = await readTextBelow(gitDirectory, 'config');
  const worktree = /^[ \t]*worktree[ \t]*=[ \t]*"?([^"\n]+?)"?[ \t]*$/im.exec(config)?.[1];
  if (worktree === undefined || (await real(resolve(gitDirectory, worktree))) !== place) return undefined;
  return { kind: 'submodule', gitDirectory, commonDirectory: gitDirectory };
}

/** A git directory, as a path in front of the names in it ("" or ".git/"), below a folder that may be trusted. */
export interface GitPlace {
  folder: string;
  git: string;
}

/**
 * Where a folder's own part of its repository is, and what a work tree shares with others. Nothing of a folder's own
 * `.git` is followed, which an agent may have made a link. Pure.
 */
export function gitPlaces(
  folder: string,
  linked: LinkedRepository | undefined,
): { own: GitPlace; common: GitPlace } {
  if (linked) {
    return {
      own: { folder: linked.gitDirectory, git: '' },
      common: { folder: linked.commonDirectory, git: '' },
    };
  }
  const own = { folder, git: '.git/' };
  return { own, common: own };
}

async function real(path: string): Promise<string | undefined> {
  const found = await attempt(() => realpath(path));
  return found === 'gone' || found === 'unreadable' ? undefined : found;
}
