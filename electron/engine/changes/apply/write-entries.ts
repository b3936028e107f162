import { rename, symlink, unlink } from 'node:fs/promises';
import { AppFailure } from '../../../contract/error.ts';
import { copyInto, createFile } from '../../../lib/host-directory/create-file.ts';
import {
  type HostDirectory,
  inDirectory,
  openDirectory,
} from '../../../lib/host-directory/host-directory.ts';
import { splitPath } from '../../../lib/host-directory/host-file.ts';
import { attempt, makeDirectory } from '../../../lib/host-directory/parts.ts';
import { type Places, placesOf, stateOf, type Verdict } from './entry-state.ts';
import { entryIn } from './host-entry.ts';
import { changedOnHost } from './host-failure.ts';
import { type EntryState, type Journal, type JournalEntry, savedPath } from './journal.ts';
import { removeEmptyFolder, removeEmptyParents } from './remove-folders.ts';
import { outermostOf } from './type-changes.ts';

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
  const places = placesOf(entries);
  const wanted: JournalEntry[] = [];
  const left: JournalEntry[] = [];
  const staged = new Set<JournalEntry>();
  try {
    for (const [index, entry] of entries.entries()) {
      signal?.throwIfAborted();
      const verdict = judge(entry, await stateOf(folder, entry.path, places));
      if (verdict === 'leave') left.push(entry);
      if (verdict === 'write') {
        wanted.push(entry);
        staged.add(entry);
        await stage(context, entry, side, places);
      }
      onProgress?.(index, entries.length * 2);
    }
    for (const [index, entry] of inOrder(wanted, side).entries()) {
      const verdict = judge(entry, await stateOf(folder, entry.path, places));
      if (verdict === 'leave') left.push(entry);
      if (verdict === 'write') {
        await place(context, entry, side, places);
        staged.delete(entry);
      }
      onProgress?.(entries.length + index + 1, entries.length * 2);
    }
  } finally {
    await removeTemporaries(folder, [...staged], places);
  }
  return left;
}

/** What goes makes room for what comes, and folders come before what is in them. */
function inOrder(entries: readonly JournalEntry[], side: 'before' | 'after'): JournalEntry[] {
  const rank = { absent: 0, folder: 1, file: 2, symlink: 2 };
  return [...entries].sort((a, b) => rank[a[side].kind] - rank[b[side].kind]);
}

/**
 * The folder that new content is written to before it takes its place: beside the place, or outside of what becomes a
 * folder only later.
 */
function stagingFolder(path: string, { typeChanges }: Places): string {
  return splitPath(outermostOf(typeChanges, path) ?? path).parent;
}

/** Writes the new content near its place, if the entry gets any. */
async function stage(
  { folder, journalFolder }: WriteContext,
  entry: JournalEntry,
  side: 'before' | 'after',
  places: Places,
): Promise<void> {
  const state = entry[side];
  if (state.kind === 'absent' || state.kind === 'folder') return;
  const parent = stagingFolder(entry.path, places);
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

/** Moves the staged content to its place, makes the folder, or removes the entry. */
async function place(
  context: WriteContext,
  entry: JournalEntry,
  side: 'before' | 'after',
  places: Places,
): Promise<void> {
  const state = entry[side];
  if (state.kind === 'absent') return await removePlaced(context, entry, side, places);
  if (state.kind === 'folder') return await placeFolder(context.folder, entry.path, state.below);
  const { folder } = context;
  const { parent, name } = splitPath(entry.path);
  const staging = stagingFolder(entry.path, places);
  if (places.typeChanges.has(entry.path) && !(await removeEmptyFolder(folder, entry.path))) {
    throw changedOnHost(entry.path);
  }
  const target = await openParent(folder, parent, staging !== parent);
  if (!target) throw notAFolder(parent);
  const temporary = Buffer.from(entry.temporary);
  await inDirectory(target, async () => {
    if (staging === parent) return await rename(target.entry(temporary), target.entry(name));
    const source = await openParent(folder, staging, false);
    if (!source) throw notAFolder(staging);
    await inDirectory(source, () => rename(source.entry(temporary), target.entry(name)));
  });
}

async function removePlaced(
  { folder, journal }: WriteContext,
  { path }: JournalEntry,
  side: 'before' | 'after',
  { typeChanges }: Places,
): Promise<void> {
  const { parent, name } = splitPath(path);
  const directory = await openParent(folder, parent, false);
  if (!directory) return;
  await inDirectory(directory, () => removeEntry(directory, name));
  // Taking back keeps folders that were there, empty or not. What takes the place of a folder removes it.
  const mayGo = (each: string) =>
    !typeChanges.has(each) && (side === 'after' || journal.madeFolders.includes(each));
  await removeEmptyParents(folder, path, mayGo);
}

/** Puts a folder in the place of a file or symlink. */
async function placeFolder(folder: string, path: string, below: readonly string[]): Promise<void> {
  const { parent, name } = splitPath(path);
  const directory = await openParent(folder, parent, true);
  if (!directory) throw notAFolder(parent);
  await inDirectory(directory, async () => {
    if ((await entryIn(directory, name)).kind !== 'folder') await removeEntry(directory, name);
    await makeDirectory(directory.entry(name));
  });
  for (const each of below) await (await openParent(folder, each, true))?.close();
}

/** Removes the temporary files of an apply, if they exist. */
export async function removeTemporaries(
  folder: string,
  entries: readonly JournalEntry[],
  places: Places,
): Promise<void> {
  for (const { path, temporary } of entries) {
    try {
      const directory = await openParent(folder, stagingFolder(path, places), false);
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

function notAFolder(path: string): AppFailure {
  return new AppFailure({ type: 'conflict', message: `“${path}” is no folder on the host any more.` });
}
