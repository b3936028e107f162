import { lstat } from 'node:fs/promises';
import { join } from 'node:path';
import {
  type GitPlace,
  gitPlaces,
  type LinkedRepository,
  linkedRepository,
} from '../git/linked-repository.ts';
import { readTextBelow } from './read-below.ts';
import { refProblem } from './repository-url.ts';
import { attempt } from './walk.ts';

/** State of a folder's own repository. Read from its files and not by git: see `git-ignore.ts`. */
export interface FolderState {
  commit?: string;
  branch?: string;
  /** `.git` refers to a repository elsewhere (of a work tree or a submodule), whose history is not copied. */
  isLinked: boolean;
  /** That repository, unless it does not name the folder. */
  linked: LinkedRepository | undefined;
  borrowsObjects: boolean;
}

export async function folderState(folder: string): Promise<FolderState> {
  const git = join(folder, '.git');
  const stats = await attempt(() => lstat(git));
  const isLinked = typeof stats !== 'string' && !stats.isDirectory();
  const alternates = await readTextBelow(folder, '.git/objects/info/alternates');
  const linked = isLinked ? await linkedRepository(folder) : undefined;
  const { own, common } = gitPlaces(folder, linked);
  const head = (await readTextBelow(own.folder, `${own.git}HEAD`)).trim();
  const branch = /^ref: refs\/heads\/(.+)$/.exec(head)?.[1];
  const commit = branch === undefined ? head : await commitOf(common, branch);
  return {
    isLinked,
    linked,
    borrowsObjects: alternates.trim() !== '',
    ...(branch === undefined ? {} : { branch }),
    ...(/^[0-9a-f]{40}([0-9a-f]{24})?$/.test(commit) ? { commit } : {}),
  };
}

/** Notes for a person. */
export function folderNotes({ isLinked, borrowsObjects }: FolderState, standsAlone: boolean): string[] {
  if (standsAlone) {
    return ['Its repository lies elsewhere: the copy has one of its own, with all branches and tags.'];
  }
  return [
    ...(isLinked
      ? [
          'The folder is a work tree or submodule of a repository elsewhere: its git history did not come along.',
        ]
      : []),
    ...(borrowsObjects
      ? [
          'The repository borrows objects from another one, which did not come along: parts of its history are missing.',
        ]
      : []),
  ];
}

async function commitOf({ folder, git }: GitPlace, branch: string): Promise<string> {
  if (refProblem(`refs/heads/${branch}`) !== undefined) return '';
  const loose = (await readTextBelow(folder, `${git}refs/heads/${branch}`)).trim();
  if (loose !== '') return loose;
  const packed = (await readTextBelow(folder, `${git}packed-refs`)).split('\n');
  return packed.find((row) => row.endsWith(` refs/heads/${branch}`))?.split(' ')[0] ?? '';
}
