import type { EntryKind, FileChange } from '../../contract/changes.ts';
import { type Fact, modeKind, type RawEntry } from './parse-list.ts';
import type { Rename } from './renames/pair-renames.ts';
import { risksOf } from './risk.ts';
import { versionOf } from './version.ts';

/** A changed entry of the base, with what the toolbox saw of it now. */
export function trackedChange(entry: RawEntry, fact: Fact | null): FileChange {
  const deleted = entry.status === 'deleted';
  const kind = modeKind(deleted ? entry.oldMode : entry.newMode);
  return withFact(
    {
      path: entry.path,
      status: entry.status,
      kind,
      oldKind: modeKind(entry.oldMode),
      oldExecutable: entry.oldMode === '100755',
      ...(deleted ? {} : { executable: entry.newMode === '100755' }),
    },
    deleted ? null : fact,
  );
}

/** A file that the base does not have. A name that ends with "/" is a folder: a repository inside, or ignored as a whole. */
export function newChange(name: string, fact: Fact | null, status: 'added' | 'ignored'): FileChange {
  const isFolder = name.endsWith('/');
  const kind: EntryKind = isFolder
    ? status === 'added'
      ? 'submodule'
      : 'folder'
    : fact?.kind === 'symlink'
      ? 'symlink'
      : 'file';
  return withFact(
    {
      path: isFolder ? name.slice(0, -1) : name,
      status,
      kind,
      ...(kind === 'file' && fact ? { executable: fact.executable } : {}),
    },
    fact,
    fact?.magic,
  );
}

/** A file that has another path than in the base, with the risks of both paths. */
export function renamedChange(path: string, fact: Fact | null, { from }: Pick<Rename, 'from'>): FileChange {
  const gone = trackedChange(from, null);
  const kind: EntryKind = fact?.kind === 'symlink' ? 'symlink' : 'file';
  const change = withFact(
    {
      path,
      status: 'renamed',
      oldPath: from.path,
      kind,
      ...(gone.oldKind ? { oldKind: gone.oldKind } : {}),
      oldExecutable: from.oldMode === '100755',
      ...(kind === 'file' && fact ? { executable: fact.executable } : {}),
    },
    fact,
    fact?.magic,
  );
  const more = gone.risks.filter(({ kind }) => !change.risks.some((risk) => risk.kind === kind));
  return { ...change, risks: [...change.risks, ...more] };
}

function withFact(
  change: Omit<FileChange, 'risks' | 'version'>,
  fact: Fact | null,
  magic?: Uint8Array,
): FileChange {
  const { kind } = change;
  const seen = {
    ...change,
    ...(kind === 'file' && fact ? { sizeBytes: fact.sizeBytes } : {}),
    ...(kind === 'symlink' && fact ? { target: fact.target } : {}),
  };
  // A pipe or a device that replaced a file cannot be applied.
  const isAsListed = change.status === 'deleted' || fact?.kind === kind;
  const version = isAsListed ? versionOf({ ...seen, object: fact?.object, stamp: fact?.stamp }) : undefined;
  const risks = risksOf({
    ...seen,
    magic,
    leads: fact?.leads || undefined,
    inRepository: fact?.inRepository,
  });
  return { ...seen, ...(version === undefined ? {} : { version }), risks };
}
