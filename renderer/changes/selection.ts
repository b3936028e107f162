import type { Selection } from '../../electron/contract/changes.ts';

/** How much of a file is picked. */
export type Ticked = 'none' | 'some' | 'all';

/** Some hunks of a file, of exactly this difference. */
export interface PickedHunks {
  numbers: readonly number[];
  fingerprint: string;
}

/** A file as it was listed when a person picked it: whole, or some of its hunks. */
export interface Pick {
  version: string | undefined;
  part: 'whole' | PickedHunks;
}

/** What a person picked to be applied, by path. */
export type Picked = ReadonlyMap<string, Pick>;

export const nothingPicked: Picked = new Map();

export function tickedOf(picked: Picked, path: string): Ticked {
  const pick = picked.get(path);
  if (pick === undefined) return 'none';
  return pick.part === 'whole' ? 'all' : 'some';
}

/** What is picked of a file: it, as it is shown. */
type Shown = { path: string; version?: string | undefined };

/** Picks a whole file, or nothing of it when something was picked. */
export function toggleFile(picked: Picked, { path, version }: Shown): Picked {
  const next = new Map(picked);
  if (!next.delete(path)) next.set(path, { version, part: 'whole' });
  return next;
}

/** Picks or leaves one hunk; with all hunks picked the file is picked whole. */
export function toggleHunk(
  picked: Picked,
  { path, version }: Shown,
  hunk: number,
  diff: { hunks: number; fingerprint: string },
): Picked {
  const had = new Set(pickedHunks(picked, path, diff));
  if (!had.delete(hunk)) had.add(hunk);
  const next = new Map(picked);
  if (had.size === 0) next.delete(path);
  else if (had.size === diff.hunks) next.set(path, { version, part: 'whole' });
  else {
    const numbers = [...had].sort((a, b) => a - b);
    next.set(path, { version, part: { numbers, fingerprint: diff.fingerprint } });
  }
  return next;
}

/** The hunks that are picked of a difference; those of another version of the file count no more. */
export function pickedHunks(
  picked: Picked,
  path: string,
  diff: { hunks: number; fingerprint: string },
): readonly number[] {
  const pick = picked.get(path);
  if (pick === undefined) return [];
  const { part } = pick;
  if (part === 'whole') return Array.from({ length: diff.hunks }, (_, index) => index);
  return part.fingerprint === diff.fingerprint ? part.numbers : [];
}

/** Every file as it is listed. */
export function pickAll(files: readonly Shown[]): Picked {
  return new Map(files.map(({ path, version }) => [path, { version, part: 'whole' }]));
}

/** As the engine host takes it. */
export function toSelection(picked: Picked): Selection {
  return [...picked].map(([path, { version, part }]) => ({
    path,
    ...(version === undefined ? {} : { version }),
    ...(part === 'whole' ? {} : { hunks: { numbers: [...part.numbers], fingerprint: part.fingerprint } }),
  }));
}
