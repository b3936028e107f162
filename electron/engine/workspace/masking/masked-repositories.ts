import { posix } from 'node:path';
import { openDirectory } from '../../../lib/host-directory/host-directory.ts';
import { readText, withFile } from '../../../lib/host-directory/host-file.ts';
import { parentsOf } from '../../../lib/parents-of.ts';
import { idBytesIn, trackedPaths } from '../copy/git-index.ts';
import { markSkipWorktree } from '../git/skip-worktree.ts';
import type { MaskedPath } from '../masks.ts';

/** The index of the largest repositories has about 100 MB. */
const MAXIMUM_INDEX_BYTES = 512 * 1024 * 1024;
const CONFIG_BYTES = 1024 * 1024;

/** A repository in a host folder, with the masked places that belong to it. */
export interface MaskedRepository {
  folder: string;
  /** The path of its git directory below the folder. */
  git: string;
  /** Paths below its work tree, with a "/" at the end of folders. */
  paths: string[];
}

export async function repositoriesOf(masked: readonly MaskedPath[]): Promise<MaskedRepository[]> {
  const repositories = new Map<string, MaskedRepository>();
  for (const { folder, path, kind } of masked) {
    const top = await repositoryOf(folder, path);
    if (top === undefined) continue;
    const git = posix.join(top, '.git');
    const known = repositories.get(`${folder}\0${git}`) ?? { folder, git, paths: [] };
    known.paths.push(posix.relative(top, path) + (kind === 'directory' ? '/' : ''));
    repositories.set(`${folder}\0${git}`, known);
  }
  return [...repositories.values()];
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

/** The repository's settings as text; they are only read, and make nothing run. */
export async function configOf({ folder, git }: MaskedRepository): Promise<string> {
  return (await readText(folder, posix.join(git, 'config'), CONFIG_BYTES)) ?? '';
}

/**
 * The bytes of its index with the masked places marked as not to be looked at in the work tree, or not any more;
 * undefined when they are so already, or git tracks none of them.
 */
export async function markedIndex(
  { folder, git, paths }: MaskedRepository,
  config: string,
  skip: boolean,
): Promise<Buffer | undefined> {
  const index = await readIndex(folder, git);
  return index && markSkipWorktree(index, idBytesIn(config), isMasked(paths), skip);
}

/** The masked places of a repository that git tracks. Throws `GitIndexError` when the index cannot be read. */
export async function trackedMasks(
  { folder, git, paths }: MaskedRepository,
  config: string,
): Promise<string[]> {
  const index = await readIndex(folder, git);
  if (!index) return [];
  const tracked = trackedPaths(index, idBytesIn(config));
  const inTracked = new Set(
    tracked.flatMap((path) => [path, ...parentsOf(path).map((parent) => `${parent}/`)]),
  );
  return paths.filter((masked) => inTracked.has(masked));
}

function isMasked(paths: readonly string[]): (tracked: string) => boolean {
  const masked = new Set(paths);
  return (tracked) => masked.has(tracked) || parentsOf(tracked).some((parent) => masked.has(`${parent}/`));
}

async function readIndex(folder: string, git: string): Promise<Buffer | undefined> {
  return await withFile(folder, posix.join(git, 'index'), async (file) =>
    (await file.stat()).size > MAXIMUM_INDEX_BYTES ? undefined : await file.readFile(),
  );
}
