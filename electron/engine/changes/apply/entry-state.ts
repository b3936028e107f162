import { folderContents } from './folder-contents.ts';
import { objectOf, readEntryBelow } from './host-entry.ts';
import type { EntryState, JournalEntry } from './journal.ts';
import { outermostOf } from './type-changes.ts';

/** The entries of one apply, as far as the state of one depends on others. */
export interface Places {
  paths: ReadonlySet<string>;
  /** Where a folder takes the place of a file or symlink, or the other way round. */
  typeChanges: ReadonlySet<string>;
}

type Sides = Pick<JournalEntry, 'before' | 'after'>;

const isTypeChange = ({ before, after }: Sides) => before.kind === 'folder' || after.kind === 'folder';

export function placesOf(entries: readonly (Sides & Pick<JournalEntry, 'path'>)[]): Places {
  return {
    paths: new Set(entries.map(({ path }) => path)),
    typeChanges: new Set(entries.filter(isTypeChange).map(({ path }) => path)),
  };
}

/**
 * The present state as a journal records it. It is undefined for what an apply never creates: also for a folder that
 * holds files of others.
 */
export async function stateOf(folder: string, path: string, places: Places): Promise<EntryState | undefined> {
  const entry = await readEntryBelow(folder, path, outermostOf(places.typeChanges, path));
  if (entry.kind === 'absent') return { kind: 'absent' };
  if (entry.kind === 'symlink') return { kind: 'symlink', target: entry.target.toString('base64') };
  if (entry.kind === 'folder') {
    if (!places.typeChanges.has(path)) return undefined;
    const { files, folders } = await folderContents(folder, path);
    return files.every((file) => places.paths.has(file)) ? { kind: 'folder', below: folders } : undefined;
  }
  if (entry.kind !== 'file') return undefined;
  const object = await objectOf(folder, path, entry);
  return object === undefined ? undefined : { kind: 'file', mode: entry.mode, object };
}

/** Whether two states have the same content, whatever their permissions are. */
export function sameState(a: EntryState | undefined, b: EntryState): boolean {
  if (a?.kind === 'file' && b.kind === 'file') return a.object === b.object;
  if (a?.kind === 'symlink' && b.kind === 'symlink') return a.target === b.target;
  return a?.kind === b.kind;
}

/** What to do with an entry: write it, skip it because it is up to date, or leave somebody else's change. */
export type Verdict = 'write' | 'done' | 'leave';

/** An apply overwrites only the state that it was compared with. */
export function judgeApply({ before }: Pick<JournalEntry, 'before'>, now: EntryState | undefined): Verdict {
  return sameState(now, before) ? 'write' : 'leave';
}

/** An undo overwrites only what the apply wrote. What a person wrote since then stays. */
export function judgeTakingBack(sides: Sides, now: EntryState | undefined): Verdict {
  const { before, after } = sides;
  // The one goes before the other comes, so that a crash leaves neither. Folders in a folder may be gone as well.
  if (isTypeChange(sides) && now?.kind === 'absent') return 'write';
  if (before.kind === 'folder' && now?.kind === 'folder') return 'write';
  if (sameState(now, before) && !onlyModeIsApplied(now, before, after)) return 'done';
  return sameState(now, after) ? 'write' : 'leave';
}

/** Compares permissions too, because an apply may change only them. */
function onlyModeIsApplied(now: EntryState | undefined, before: EntryState, after: EntryState): boolean {
  if (now?.kind !== 'file' || before.kind !== 'file' || after.kind !== 'file') return false;
  return before.object === after.object && now.mode !== before.mode && now.mode === after.mode;
}
