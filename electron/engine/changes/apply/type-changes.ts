import type { FileChange } from '../../../contract/changes.ts';
import { parentsOf } from '../../../lib/parents-of.ts';

/** Changes that only go together: a file or symlink takes the place of a folder, or a folder takes the place of one. */
export interface TypeChange {
  /** The path that was the one and is the other. */
  place: string;
  /** The paths of all changes that it consists of, the place among them. */
  members: ReadonlySet<string>;
}

/** The outermost of these places that the path lies in. Pure. */
export function outermostOf(places: ReadonlySet<string>, path: string): string | undefined {
  return parentsOf(path).find((parent) => places.has(parent));
}

/**
 * The type changes among an agent's changes, by the path of each member. git lists one as deletions and new files: the
 * old files must go before the new ones have room. Ignored files do not count, because they are not applied unless a
 * person asks for them. Pure.
 */
export function typeChanges(
  changes: readonly Pick<FileChange, 'path' | 'status'>[],
): Map<string, TypeChange> {
  const deleted = new Set<string>();
  const present = new Set<string>();
  for (const { path, status } of changes) {
    if (status === 'deleted') deleted.add(path);
    else if (status !== 'ignored') present.add(path);
  }
  const places = new Map<string, Set<string>>();
  for (const [some, others] of [
    [deleted, present],
    [present, deleted],
  ] as const) {
    for (const path of some) {
      const place = outermostOf(others, path);
      if (place === undefined) continue;
      const members = places.get(place) ?? new Set([place]);
      places.set(place, members.add(path));
    }
  }
  return new Map(
    [...places].flatMap(([place, members]) => {
      const change = { place, members };
      return [...members].map((path) => [path, change] as const);
    }),
  );
}
