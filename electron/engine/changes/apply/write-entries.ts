import { lstat, rename, rmdir, symlink, unlink } from 'node:fs/promises';
import { AppFailure } from '../../../contract/error.ts';
import { copyInto, createFile } from '../../../lib/host-directory/create-file.ts';
import {
  type HostDirectory,
  inDirectory,
  openDirectory,
} from '../../../lib/host-directory/host-directory.ts';
import { splitPath } from '../../../lib/host-directory/host-file.ts';
import { attempt, codeOf } from '../../../lib/host-directory/parts.ts';
import { stateOf, type Verdict } from './entry-state.ts';
import { readHostEntry } from './host-entry.ts';
import { parentsOf } from './host-path.ts';
import { type EntryState, type Journal, type JournalEntry, savedPath } from './journal.ts';

export interface WriteContext {
  folder: string;
  /** Where the bytes of both sides are kept. */
  journalFolder: string;
  journal: Journal;
  signal?: AbortSignal | undefined;
  onProgress?: ((done: number, total: number) => void) | undefined;
}

/** Decides about an entry by what is in its place now. May throw instead of leaving it. */
export type Judge = (entry: JournalEntry, now: EntryState | undefined) => Verdict;

/**
 * Brings entries to one side of the journal. First all new files are written beside their places, then each takes its
 * place in one step: what fails, fails before anything has changed, and a crash leaves every single file whole. Each
 * entry is judged before anything is written, and once more right before its place is taken. Resolves to the entries
 * that were left. The caller takes back what was done when this rejects.
 */
export async function writeSide(
  context: WriteContext,
  side: 'before' | 'after',
  judge: Judge,
): Promise<JournalEntry[]> {
  const { folder, journal, signal, onProgress } = context;
  const { entries } = journal;
  const wanted: JournalEntry[] = [];
  const left: JournalEntry[] = [];
  const staged = new Set<JournalEntry>();
  try {
    for (const [index, entry] of entries.entries()) {
      signal?.throwIfAborted();
      const verdict = judge(entry, await stateOf(folder, entry.path));
      if (verdict === 'leave') left.push(entry);
      if (verdict === 'write') {
        wanted.push(entry);
        if (entry[side].kind !== 'absent') staged.add(entry);
        await stage(context, entry, side);
      }
      onProgress?.(index, entries.length * 2);
    }
    for (const [index, entry] of wanted.entries()) {
      const verdict = judge(entry, await stateOf(folder, entry.path));
      if (verdict === 'leave') left.push(entry);
      if (verdict === 'write') {
        await place(context, entry, side);
        staged.delete(entry);
      }
      onProgress?.(entries.length + index + 1, entries.length * 2);
    }
  } finally {
    await removeTemporaries(folder, [...staged]);
  }
  return left;
}

/** Writes the new content beside its place, if the entry gets any. */
async function stage(
  { folder, journalFolder }: WriteContext,
  entry: JournalEntry,
  side: 'before' | 'after',
): Promise<void> {
  const state = entry[side];
  if (state.kind === 'absent') return;
  const { parent } = splitPath(entry.path);
  const directory = await openParent(folder, parent, true);
  if (!directory) throw notAFolder(parent);
  await inDirectory(directory, async () => {
    const name = Buffer.from(entry.temporary);
    if (state.kind === 'symlink') {
      return await symlink(Buffer.from(state.target, 'base64'), directory.entry(name));
    }
    await createFile(directory, name, state.mode, (file) =>
      copyInto(file, savedPath(journalFolder, side, entry.saved)),
    );
  });
}

/** Moves the staged content to its place, or removes the entry. */
async function place(
  { folder, journal }: WriteContext,
  entry: JournalEntry,
  side: 'before' | 'after',
): Promise<void> {
  const { parent, name } = splitPath(entry.path);
  const directory = await openParent(folder, parent, false);
  if (entry[side].kind !== 'absent') {
    if (!directory) throw notAFolder(parent);
    return await inDirectory(directory, () =>
      rename(directory.entry(Buffer.from(entry.temporary)), directory.entry(name)),
    );
  }
  if (!directory) return;
  await inDirectory(directory, () => removeEntry(directory, name));
  // Taking back keeps folders that were there, empty or not.
  const mayGo = (path: string) => side === 'after' || journal.madeFolders.includes(path);
  await removeEmptyParents(folder, entry.path, mayGo);
}

/** Removes the temporary files of an apply, if they exist. */
export async function removeTemporaries(folder: string, entries: readonly JournalEntry[]): Promise<void> {
  for (const { path, temporary } of entries) {
    try {
      const directory = await openParent(folder, splitPath(path).parent, false);
      if (directory) await inDirectory(directory, () => removeEntry(directory, Buffer.from(temporary)));
    } catch (error) {
      // In a folder that somebody moved away it cannot be found any more.
      if (!(error instanceof AppFailure)) throw error;
    }
  }
}

async function removeEntry(directory: HostDirectory, name: Uint8Array): Promise<void> {
  await attempt(() => unlink(directory.entry(name)));
}

/** Undefined when it is not there, or when something else is in its place. */
async function openParent(folder: string, parent: string, make: boolean): Promise<HostDirectory | undefined> {
  const opened = await openDirectory(folder, parent, { make });
  return opened.kind === 'open' ? opened.directory : undefined;
}

/** Folders on the way to these paths that are not there yet, outermost first. */
export async function missingFolders(folder: string, paths: readonly string[]): Promise<string[]> {
  const missing: string[] = [];
  for (const parent of new Set(paths.flatMap(parentsOf))) {
    if ((await readHostEntry(folder, parent)).kind === 'absent') missing.push(parent);
  }
  return missing.sort((a, b) => a.length - b.length);
}

/** Removes folders that became empty, because git stores no empty folders. */
async function removeEmptyParents(
  folder: string,
  path: string,
  mayGo: (parent: string) => boolean,
): Promise<void> {
  for (const parent of parentsOf(path).reverse()) {
    if (!mayGo(parent)) return;
    const { parent: above, name } = splitPath(parent);
    const directory = await openParent(folder, above, false);
    if (!directory || !(await inDirectory(directory, () => removeEmpty(directory, name)))) return;
  }
}

async function removeEmpty(directory: HostDirectory, name: Uint8Array): Promise<boolean> {
  const place = directory.entry(name);
  const stats = await attempt(() => lstat(place));
  if (typeof stats === 'string' || !stats.isDirectory()) return false;
  try {
    await rmdir(place);
    return true;
  } catch (error) {
    if (['ENOENT', 'ENOTEMPTY', 'EEXIST', 'EPERM', 'EACCES', 'EBUSY'].includes(String(codeOf(error)))) {
      return false;
    }
    throw error;
  }
}

function notAFolder(path: string): AppFailure {
  return new AppFailure({ type: 'conflict', message: `“${path}” is no folder on the host any more.` });
}
