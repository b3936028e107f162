import type { Selection } from '../../electron/contract/apply.ts';

/** How much of a file is selected. */
export type Ticked = 'none' | 'some' | 'all';

/** Some hunks of the diff with this fingerprint. */
export interface PickedHunks {
  numbers: readonly number[];
  fingerprint: string;
}

/** A selected file in its version at that time: the whole file, or some of its hunks. */
export interface Pick {
  version: string | undefined;
  part: 'whole' | PickedHunks;
}

/** The person's selection to apply, by path. */
export type Picked = ReadonlyMap<string, Pick>;

export const nothingPicked: Picked = new Map();

export function tickedOf(picked: Picked, path: string): Ticked {
  const pick = picked.get(path);
  if (pick === undefined) return 'none';
  return pick.part === 'whole' ? 'all' : 'some';
}

/** A file and its version, as shown. */
type Shown = { path: string; version?: string | undefined };

/** Selects a whole file, or deselects it when any part was selected. */
export function toggleFile(picked: Picked, { path, version }: Shown): Picked {
  const next = new Map(picked);
  if (!next.delete(path)) next.set(path, { version, part: 'whole' });
  return next;
}

/** Selects or deselects one hunk; when all hunks are selected, the whole file is. */
export function toggleHunk(
  picked: Picked,
  { path, version }: Shown,
  hunk: number,
  diff: { hunks: number; fingerprint: string },
): Picked {
  const before = new Set(pickedHunks(picked, path, diff));
  if (!before.delete(hunk)) before.add(hunk);
  const next = new Map(picked);
  if (before.size === 0) next.delete(path);
  else if (before.size === diff.hunks) next.set(path, { version, part: 'whole' });
  else {
    const numbers = [...before].sort((a, b) => a - b);
    next.set(path, { version, part: { numbers, fingerprint: diff.fingerprint } });
  }
  return next;
}

/** The selected hunks of a diff. Hunks selected in another version of the file no longer count. */
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

/** Selects every file in its listed version. */
export function pickAll(files: readonly Shown[]): Picked {
  return new Map(files.map(({ path, version }) => [path, { version, part: 'whole' }]));
}

/** Converts the selection to the engine host's format. */
export function toSelection(picked: Picked): Selection {
  return [...picked].map(([path, { version, part }]) => ({
    path,
    ...(version === undefined ? {} : { version }),
    ...(part === 'whole' ? {} : { hunks: { numbers: [...part.numbers], fingerprint: part.fingerprint } }),
  }));
}
