import type { FolderFact } from '../../contract/folder-facts.ts';
import { folderState } from './copy/folder-state.ts';
import { measureFolder } from './copy/measure.ts';
import { readTextBelow } from './copy/read-below.ts';
import { gitPlaces, type LinkedRepository } from './git/linked-repository.ts';
import { uncommittedFiles } from './git/uncommitted.ts';

const MANY_FILES = 50_000;

export interface GitState {
  /** Whether `.git` is a file. */
  isLinked: boolean;
  linked: LinkedRepository | undefined;
  borrowsObjects: boolean;
  isShallow: boolean;
  isPartial: boolean;
  usesLfs: boolean;
  /** Whether it has so many files that going through them takes a while. */
  isLarge: boolean;
  /** Files that differ from the last state that git knows, new ones included. */
  uncommitted: number;
}

/** Reads what is known of a folder's repository, from files: git does not run there. */
export async function readGitState(folder: string, home: string, signal: AbortSignal): Promise<GitState> {
  const { isLinked, linked, borrowsObjects } = await folderState(folder);
  const { common } = gitPlaces(folder, linked);
  const read = (name: string) => readTextBelow(common.folder, common.git + name);
  const config = await read('config');
  return {
    isLinked,
    linked,
    borrowsObjects: borrowsObjects || (await read('objects/info/alternates')).trim() !== '',
    isShallow: (await read('shallow')).trim() !== '',
    isPartial: /^[ \t]*(?:promisor[ \t]*=[ \t]*true|partialclone[ \t]*=)/im.test(config),
    usesLfs: /filter=lfs/.test(await readTextBelow(folder, '.gitattributes')),
    isLarge: (await measureFolder(folder, { respectGitignore: false, home, signal, maxFiles: MANY_FILES }))
      .isPartial,
    uncommitted: await uncommittedFiles(folder, linked, home, signal),
  };
}

/** What a person ought to know before an agent works there. Pure. */
export function folderFacts(state: GitState, use: 'host-folder' | 'copy'): FolderFact[] {
  const { isLinked, linked, isPartial, uncommitted } = state;
  const isCopy = use === 'copy';
  const name = linked?.kind === 'submodule' ? 'submodule' : 'work tree';
  const facts: (FolderFact | false)[] = [
    isLinked && {
      kind: linked?.kind ?? 'worktree',
      title: `A ${name} of a repository elsewhere`,
      ...(linked && !isCopy ? { offers: linked.commonDirectory } : {}),
      detail: !linked
        ? 'Its “.git” names a repository that does not name this folder: inside, git says “not a git repository”.'
        : isCopy
          ? 'The copy gets a repository of its own, with all branches and tags. What comes back lands in this folder.'
          : `Inside, git says “not a git repository”, unless the agent may read ${linked.commonDirectory} too. It cannot commit then.`,
    },
    state.borrowsObjects && {
      kind: 'borrowed',
      title: 'Borrows objects from another repository',
      detail: isCopy
        ? 'The copy gets all of them, and stands on its own.'
        : 'Inside, git misses what is in the other repository. A private copy would have all of it.',
    },
    state.isShallow && {
      kind: 'shallow',
      title: 'A shallow clone',
      detail: 'Its history is cut off: “git log” and “git blame” end early, also for the agent.',
    },
    isPartial && {
      kind: 'partial',
      title: 'A partial clone',
      detail:
        'Objects that are not here are fetched when they are needed, which the agent can do only if it reaches the server.',
    },
    state.usesLfs && {
      kind: 'lfs',
      title: 'Uses Git LFS',
      detail: 'Large files come as they are here; what is not fetched is a pointer.',
    },
    uncommitted > 0 && {
      kind: 'dirty',
      title: `${uncommitted.toLocaleString('en')} ${uncommitted === 1 ? 'file is' : 'files are'} not committed`,
      detail: isCopy
        ? 'What is not committed comes along as it is, and is no change of the agent.'
        : 'The agent can change and lose it: git does not have it.',
    },
    // The size of a copy is said with the time that it takes.
    state.isLarge &&
      !isCopy && {
        kind: 'large',
        title: `${MANY_FILES.toLocaleString('en')} files or more`,
        detail: 'What goes through all of them takes a while, most of all on engines in a virtual machine.',
      },
  ];
  return facts.filter((fact) => fact !== false);
}
