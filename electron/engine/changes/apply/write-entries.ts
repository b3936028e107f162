import { chmod, copyFile, lstat, mkdir, rename, rm, rmdir, symlink } from 'node:fs/promises';
import { AppFailure } from '../../../contract/error.ts';
import { blobId } from '../blob-id.ts';
import { contentOf, isGone, lookAt } from './host-entry.ts';
import { hostPath, parentsOf } from './host-path.ts';
import { type EntryState, type Journal, savedPath } from './journal.ts';

export interface WriteContext {
  folder: string;
  /** Where the bytes of both sides are kept. */
  journalFolder: string;
  journal: Journal;
  signal?: AbortSignal | undefined;
  onProgress?: ((done: number, total: number) => void) | undefined;
}

/** What is there now, in the words of a journal; undefined for what an apply never makes. */
export async function stateOf(folder: string, path: string): Promise<EntryState | undefined> {
  const entry = await lookAt(folder, path);
  if (entry.kind === 'absent') return { kind: 'absent' };
  if (entry.kind === 'symlink') return { kind: 'symlink', target: entry.target.toString('base64') };
  if (entry.kind !== 'file') return undefined;
  const content = await contentOf(folder, path, entry);
  return content && { kind: 'file', mode: entry.mode, object: blobId(content) };
}

export function sameState(a: EntryState | undefined, b: EntryState): boolean {
  if (a?.kind === 'file' && b.kind === 'file') return a.object === b.object;
  if (a?.kind === 'symlink' && b.kind === 'symlink') return a.target === b.target;
  return a?.kind === b.kind;
}

/**
 * Brings every entry to one side of the journal. First all new files are written beside their places, then each takes
 * its place in one step: what fails, fails before anything has changed, and a crash leaves every single file whole.
 * The caller takes back what was done when this rejects.
 */
export async function writeSide(context: WriteContext, side: 'before' | 'after'): Promise<void> {
  const { folder, journal, signal, onProgress } = context;
  const staged: (string | undefined)[] = [];
  try {
    for (const [index, entry] of journal.entries.entries()) {
      signal?.throwIfAborted();
      staged.push(await stage(context, entry.path, entry[side], index, side));
      onProgress?.(index, journal.entries.length * 2);
    }
    for (const [index, entry] of journal.entries.entries()) {
      const temporary = staged[index];
      const place = hostPath(folder, entry.path);
      if (temporary === undefined) {
        await rm(place, { force: true });
        // Taking back keeps folders that were there, empty or not.
        const mayGo = (parent: string) => side === 'after' || journal.madeFolders.includes(parent);
        await removeEmptyParents(folder, entry.path, mayGo);
      } else {
        await rename(hostPath(folder, temporary), place);
        staged[index] = undefined;
      }
      onProgress?.(journal.entries.length + index + 1, journal.entries.length * 2);
    }
  } finally {
    for (const temporary of staged) if (temporary) await rm(hostPath(folder, temporary), { force: true });
  }
}

/** Puts the new content beside its place; resolves to where it is, or to nothing where a file is to go. */
async function stage(
  { folder, journalFolder, journal }: WriteContext,
  path: string,
  state: EntryState,
  index: number,
  side: 'before' | 'after',
): Promise<string | undefined> {
  if (state.kind === 'absent') return undefined;
  await makeParents(folder, path);
  const parent = parentsOf(path).at(-1);
  // Short: the file's own name may take all of the 255 bytes that a name can have.
  const temporary = `${parent === undefined ? '' : `${parent}/`}.bulkhead-${journal.applyId.slice(0, 8)}-${index}`;
  const place = hostPath(folder, temporary);
  await rm(place, { force: true });
  if (state.kind === 'symlink') await symlink(Buffer.from(state.target, 'base64'), place);
  else {
    await copyFile(savedPath(journalFolder, side, index), place);
    await chmod(place, state.mode);
  }
  return temporary;
}

/** Folders on the way to these paths that are not there yet, outermost first. */
export async function missingFolders(folder: string, paths: readonly string[]): Promise<string[]> {
  const missing: string[] = [];
  for (const parent of new Set(paths.flatMap(parentsOf))) {
    if ((await lookAt(folder, parent)).kind === 'absent') missing.push(parent);
  }
  return missing.sort((a, b) => a.length - b.length);
}

/** Never through a symlink: each folder on the way is looked at. */
async function makeParents(folder: string, path: string): Promise<void> {
  for (const parent of parentsOf(path)) {
    const place = hostPath(folder, parent);
    try {
      const stats = await lstat(place);
      if (!stats.isDirectory()) throw notAFolder(parent);
    } catch (error) {
      if (!isGone(error)) throw error;
      await mkdir(place);
    }
  }
}

/** Git keeps no empty folders: one that is empty after its last file went, goes too. */
async function removeEmptyParents(
  folder: string,
  path: string,
  mayGo: (parent: string) => boolean,
): Promise<void> {
  for (const parent of parentsOf(path).reverse()) {
    if (!mayGo(parent)) return;
    try {
      await rmdir(hostPath(folder, parent));
    } catch (error) {
      if (isGone(error) || isNotEmpty(error)) return;
      throw error;
    }
  }
}

function isNotEmpty(error: unknown): boolean {
  const codes = ['ENOTEMPTY', 'EEXIST', 'EPERM', 'EACCES', 'EBUSY'];
  return error instanceof Error && 'code' in error && codes.includes(String(error.code));
}

function notAFolder(path: string): AppFailure {
  return new AppFailure({ type: 'conflict', message: `“${path}” is no folder on the host any more.` });
}

/** The file system's error for a person. */
export function hostFailure(error: unknown, folder: string): unknown {
  if (!(error instanceof Error && 'code' in error) || error instanceof AppFailure) return error;
  const why: Readonly<Record<string, string>> = {
    ENOSPC: 'The disk is full.',
    EDQUOT: 'Your quota on that disk is used up.',
    EROFS: 'The disk is read-only.',
    EACCES: 'You may not write there.',
    EPERM: 'You may not write there.',
    ENAMETOOLONG: 'A name is too long for that disk.',
    EILSEQ: 'That disk cannot store a file of this name.',
  };
  return new AppFailure({
    type: 'workspace-unwritable',
    message: `${why[String(error.code)] ?? 'The file system refused.'} Nothing in ${folder} was changed.`,
    raw: error.message,
    actions: [{ kind: 'retry', label: 'Try again' }],
  });
}
