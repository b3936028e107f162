import { posix } from 'node:path';
import { pathToBytes } from '../../../contract/change-path.ts';
import type { LineCounts } from '../../../contract/changes.ts';
import { typeChanges } from '../apply/type-changes.ts';
import { blobId } from '../blob-id.ts';
import { type Fact, modeKind, type RawEntry } from '../parse-list.ts';

/** A deleted entry of the base that is a new file now. */
export interface Rename {
  from: RawEntry;
  lines: LineCounts['lines'];
}

/** Renames by the new path. */
export type Renames = ReadonlyMap<string, Rename>;

/** A file that the base does not have. */
export interface NewFile {
  path: string;
  fact: Fact;
}

export interface Unpaired {
  deleted: readonly RawEntry[];
  added: readonly NewFile[];
}

/**
 * Deleted and new files that may be renames. A place that changes between a folder and a file is none: that is applied
 * as one change already. Pure.
 */
export function renameCandidates(
  entries: readonly RawEntry[],
  added: readonly { path: string; fact: Fact | null }[],
): Unpaired {
  const deleted = entries.filter(({ status, oldMode }) => status === 'deleted' && oldMode !== '160000');
  if (deleted.length === 0 || added.length === 0) return { deleted: [], added: [] };
  const types = typeChanges([...entries, ...added.map(({ path }) => ({ path, status: 'added' as const }))]);
  return {
    deleted: deleted.filter(({ path }) => !types.has(path)),
    added: added.flatMap(({ path, fact }) => {
      const isFile = fact?.kind === 'file' || fact?.kind === 'symlink';
      return isFile && !types.has(path) ? [{ path, fact }] : [];
    }),
  };
}

/** Pairs files of equal content, those of the same name first, as git does. Pure. */
export function pairEqual({ deleted, added }: Unpaired): { renames: Map<string, Rename>; rest: Unpaired } {
  const renames = new Map<string, Rename>();
  const former = new Map<string, RawEntry[]>();
  for (const entry of deleted) {
    const key = keyOf(modeKind(entry.oldMode), entry.oldObject);
    former.set(key, [...(former.get(key) ?? []), entry]);
  }
  const taken = new Set<RawEntry>();
  const pair = (isFit: (from: RawEntry, to: NewFile) => boolean) => {
    for (const to of added) {
      const object = objectOf(to.fact);
      if (object === '' || renames.has(to.path)) continue;
      const from = former
        .get(keyOf(to.fact.kind, object))
        ?.find((each) => !taken.has(each) && isFit(each, to));
      if (!from) continue;
      taken.add(from);
      renames.set(to.path, { from, lines: { added: 0, removed: 0 } });
    }
  };
  pair((from, to) => posix.basename(from.path) === posix.basename(to.path));
  pair(() => true);
  return {
    renames,
    rest: {
      deleted: deleted.filter((each) => !taken.has(each)),
      added: added.filter(({ path }) => !renames.has(path)),
    },
  };
}

const keyOf = (kind: string, object: string) => `${kind} ${object}`;

/** git's id of the content, "" when it is not known. */
function objectOf({ kind, object, target }: Fact): string {
  return kind === 'symlink' ? blobId(pathToBytes(target)) : object;
}
