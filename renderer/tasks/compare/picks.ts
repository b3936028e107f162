import type { Selection } from '../../../electron/contract/apply.ts';
import type { ListedFile } from '../../changes/change-list.ts';
import { type Picked, pickAll, toggleFile, toSelection } from '../../changes/selection.ts';
import { isSameChange } from './comparison.ts';

/** The files that a person wants from each attempt, by the attempt's id. */
export type Picks = ReadonlyMap<string, Picked>;

export const noPicks: Picks = new Map();

/** An attempt with the files that it changed. */
export interface ChangedAttempt {
  id: string;
  files: readonly ListedFile[];
}

/** What was picked of an attempt and is still a change of it. */
export interface PickedFiles {
  id: string;
  picked: Picked;
  files: ReadonlyMap<string, ListedFile>;
}

/** Why files picked from two attempts cannot both be applied. */
export interface PickConflict {
  kind: 'two-versions' | 'moved' | 'in-place-of-folder';
  /** The attempts, in their order. */
  ids: readonly string[];
  /** The file that both are about. */
  place: string;
}

export const isPicked = (picks: Picks, attemptId: string, path: string): boolean =>
  picks.get(attemptId)?.has(path) === true;

/** Takes a file from this attempt alone, or from none when it was so already. */
export function pickOnly(picks: Picks, attemptId: string, file: ListedFile): Picks {
  const isElsewhere = [...picks].some(([id, picked]) => id !== attemptId && picked.has(file.path));
  const next = new Map(
    [...picks].map(([id, picked]): [string, Picked] => [
      id,
      id === attemptId || !picked.has(file.path) ? picked : toggleFile(picked, file),
    ]),
  );
  const own = next.get(attemptId) ?? new Map();
  if (!(isElsewhere && own.has(file.path))) next.set(attemptId, toggleFile(own, file));
  return next;
}

/** Takes every file of an attempt, whatever is picked of others; or none when all are picked. */
export function toggleAll(picks: Picks, { id, files }: ChangedAttempt): Picks {
  const next = new Map(picks);
  if (files.every(({ path }) => isPicked(picks, id, path))) next.delete(id);
  else next.set(id, pickAll(files));
  return next;
}

export function withoutAttempt(picks: Picks, attemptId: string): Picks {
  const next = new Map(picks);
  next.delete(attemptId);
  return next;
}

/** What is picked and still there, in the order of the attempts. Attempts of which nothing is picked are left out. */
export function presentPicks(picks: Picks, attempts: readonly ChangedAttempt[]): PickedFiles[] {
  return attempts.flatMap(({ id, files }) => {
    const own = picks.get(id);
    if (!own || own.size === 0) return [];
    const present = new Map(
      files.flatMap((file) => (own.has(file.path) ? [[file.path, file] as const] : [])),
    );
    if (present.size === 0) return [];
    return [{ id, picked: new Map([...own].filter(([path]) => present.has(path))), files: present }];
  });
}

/** What stands in the way of an apply, by the path of each picked file that it is about. */
export function conflictsOf(picked: readonly PickedFiles[]): ReadonlyMap<string, PickConflict> {
  const claims = claimsByPlace(picked);
  const conflicts = new Map<string, PickConflict>();
  const add = (kind: PickConflict['kind'], place: string, those: readonly Claim[]) => {
    const ids = picked.map(({ id }) => id).filter((id) => those.some((claim) => claim.id === id));
    for (const { file } of those)
      if (!conflicts.has(file.path)) conflicts.set(file.path, { kind, ids, place });
  };
  for (const [place, here] of claims) {
    const [first] = here;
    if (first && here.some(({ id, file }) => id !== first.id && !isSameChange(file, first.file)))
      add(here.every(({ file }) => file.path === place) ? 'two-versions' : 'moved', place, here);
    for (const folder of foldersOf(place)) {
      const taken = claims.get(folder)?.filter((claim) => isFileAt(claim, folder)) ?? [];
      const others = here.filter(({ id }) => taken.some((claim) => claim.id !== id));
      if (others.length > 0) add('in-place-of-folder', folder, [...taken, ...others]);
    }
  }
  return conflicts;
}

/** What to apply of each attempt, in their order: what two attempts did alike comes once. */
export function selectionsOf(picked: readonly PickedFiles[]): { id: string; selection: Selection }[] {
  const taken = new Set<string>();
  return picked.flatMap(({ id, picked: own }) => {
    const rest = new Map([...own].filter(([path]) => !taken.has(path)));
    for (const path of rest.keys()) taken.add(path);
    return rest.size === 0 ? [] : [{ id, selection: toSelection(rest) }];
  });
}

/** A picked file and its attempt, at a place that it writes or empties. */
interface Claim {
  id: string;
  file: ListedFile;
}

function claimsByPlace(picked: readonly PickedFiles[]): Map<string, Claim[]> {
  const claims = new Map<string, Claim[]>();
  for (const { id, files } of picked) {
    for (const file of files.values()) {
      for (const place of file.oldPath === undefined ? [file.path] : [file.path, file.oldPath]) {
        const here = claims.get(place);
        if (here) here.push({ id, file });
        else claims.set(place, [{ id, file }]);
      }
    }
  }
  return claims;
}

/** Whether the attempt leaves something at the place that is no folder. */
function isFileAt({ file }: Claim, place: string): boolean {
  return file.path === place && file.status !== 'deleted' && file.kind !== 'folder';
}

/** "a" and "a/b" of "a/b/c". */
function foldersOf(path: string): string[] {
  const folders: string[] = [];
  for (let at = path.indexOf('/'); at > 0; at = path.indexOf('/', at + 1)) folders.push(path.slice(0, at));
  return folders;
}
