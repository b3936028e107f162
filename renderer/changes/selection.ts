import type { Selection } from '../../electron/contract/changes.ts';

/** How much of a file is picked. */
export type Ticked = 'none' | 'some' | 'all';

/** Some hunks of a file, of exactly this difference. */
export interface PickedHunks {
  numbers: readonly number[];
  fingerprint: string;
}

/** What a person picked to be applied, by path: whole files, or some of their hunks. */
export type Picked = ReadonlyMap<string, 'whole' | PickedHunks>;

export const nothingPicked: Picked = new Map();

export function tickedOf(picked: Picked, path: string): Ticked {
  const pick = picked.get(path);
  if (pick === undefined) return 'none';
  return pick === 'whole' ? 'all' : 'some';
}

/** Picks a whole file, or nothing of it when something was picked. */
export function toggleFile(picked: Picked, path: string): Picked {
  const next = new Map(picked);
  if (!next.delete(path)) next.set(path, 'whole');
  return next;
}

/** Picks or leaves one hunk; with all hunks picked the file is picked whole. */
export function toggleHunk(
  picked: Picked,
  path: string,
  hunk: number,
  diff: { hunks: number; fingerprint: string },
): Picked {
  const had = new Set(pickedHunks(picked, path, diff));
  if (!had.delete(hunk)) had.add(hunk);
  const next = new Map(picked);
  if (had.size === 0) next.delete(path);
  else if (had.size === diff.hunks) next.set(path, 'whole');
  else {
    next.set(path, { numbers: [...had].sort((a, b) => a - b), fingerprint: diff.fingerprint });
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
  if (pick === 'whole') return Array.from({ length: diff.hunks }, (_, index) => index);
  return pick.fingerprint === diff.fingerprint ? pick.numbers : [];
}

/** As the engine host takes it. */
export function toSelection(picked: Picked): Selection {
  return [...picked].map(([path, pick]) =>
    pick === 'whole'
      ? { path }
      : { path, hunks: { numbers: [...pick.numbers], fingerprint: pick.fingerprint } },
  );
}
