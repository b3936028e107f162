import { createHash } from 'node:crypto';
import { gitRules } from '../copy/git-ignore.ts';
import { GitIndexError, idBytesIn, indexEntries } from '../copy/git-index.ts';
import { readBelow, readTextBelow } from '../copy/read-below.ts';
import { walkFolder } from '../copy/walk.ts';
import { gitPlaces, type LinkedRepository } from './linked-repository.ts';

/** Where an entry of an index has the time of the last change in seconds, and the size (gitformat-index(5)). */
const MTIME_AT = 8;
const SIZE_AT = 36;
const ID_AT = 40;
/** A larger file whose times differ counts as changed without a look. */
const COMPARED_BYTES = 1024 * 1024;

interface Tracked {
  mtimeSeconds: number;
  sizeBytes: number;
  id: string;
}

/**
 * How many files of a folder differ from the index of its repository, new ones included and ignored ones not. What is
 * staged and not committed is not counted. Read from files, because git does not run in a folder that an agent may have
 * written. 0 without a repository, or with an index that cannot be read.
 */
export async function uncommittedFiles(
  folder: string,
  linked: LinkedRepository | undefined,
  home: string,
  signal: AbortSignal,
): Promise<number> {
  const { own, common } = gitPlaces(folder, linked);
  const index = await readBelow(own.folder, `${own.git}index`);
  const config = await readTextBelow(common.folder, `${common.git}config`);
  const tracked = index && trackedFiles(index, idBytesIn(config));
  if (!tracked) return 0;
  const rules = await gitRules(folder, home);
  const seen = new Set<string>();
  let changed = 0;
  const ignore = {
    enter: rules.enter,
    leaves: (path: Buffer, isDirectory: boolean) =>
      path.toString() === '.git' || (!tracked.has(path.toString()) && rules.leaves(path, isDirectory)),
  };
  for await (const entry of walkFolder(folder, { signal, ignore, onProblem: () => undefined })) {
    if (entry.kind === 'directory') continue;
    const path = entry.path.toString();
    const known = tracked.get(path);
    seen.add(path);
    if (!known || (await isChanged(folder, path, known, entry.stats))) changed += 1;
  }
  for (const path of tracked.keys()) if (!seen.has(path)) changed += 1;
  return changed;
}

/** Regular files alone: links and submodules have no content of this folder. */
function trackedFiles(index: Buffer, idBytes: 20 | 32): Map<string, Tracked> | undefined {
  try {
    return new Map(
      indexEntries(index, idBytes)
        .filter(({ start }) => (index.readUInt32BE(start + 24) & 0o170000) !== 0o160000)
        .map(({ path, start }) => [
          path,
          {
            mtimeSeconds: index.readUInt32BE(start + MTIME_AT),
            sizeBytes: index.readUInt32BE(start + SIZE_AT),
            id: index.toString('hex', start + ID_AT, start + ID_AT + idBytes),
          },
        ]),
    );
  } catch (error) {
    if (error instanceof GitIndexError) return undefined;
    throw error;
  }
}

async function isChanged(
  folder: string,
  path: string,
  known: Tracked,
  stats: { size: bigint; mtimeNs: bigint; isSymbolicLink(): boolean },
): Promise<boolean> {
  const sameTime = BigInt(known.mtimeSeconds) === (stats.mtimeNs / 1_000_000_000n) % 2n ** 32n;
  const sameSize = BigInt(known.sizeBytes) === stats.size % 2n ** 32n;
  if (sameTime && sameSize) return false;
  if (stats.isSymbolicLink() || stats.size > COMPARED_BYTES) return !sameSize;
  const content = await readBelow(folder, path);
  if (!content) return true;
  const hash = createHash(known.id.length === 64 ? 'sha256' : 'sha1').update(`blob ${content.length}\0`);
  return hash.update(content).digest('hex') !== known.id;
}
