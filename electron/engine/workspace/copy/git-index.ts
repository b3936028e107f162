/** The index cannot be read: its format is newer than known, or the file is broken. */
export class GitIndexError extends Error {}

const HEADER_BYTES = 12;
/** Bytes of an entry before its object id. */
const STAT_BYTES = 40;
const EXTENDED = 0x4000;
/** Linux has no longer path (PATH_MAX). Version 4 repeats the beginning of a path in a few bytes of the file. */
const PATH_BYTES = 4096;

/** Where an entry and its parts are in the bytes of an index. */
export interface IndexEntry {
  path: string;
  start: number;
  flagsAt: number;
  nameAt: number;
  nameEnd: number;
  end: number;
}

/** How long ids are in a repository with these settings. */
export function idBytesIn(config: string): 20 | 32 {
  return /objectformat\s*=\s*sha256/i.test(config) ? 32 : 20;
}

/** The paths that git tracks, from the bytes of `.git/index`. */
export function trackedPaths(index: Buffer, idBytes: 20 | 32 = 20): string[] {
  return indexEntries(index, idBytes).map(({ path }) => path);
}

/**
 * What git tracks, from the bytes of `.git/index` (gitformat-index(5), versions 2 to 4). Read here and not by
 * git: a repository's own configuration can make git run programs. `idBytes`: 20, or 32 in a SHA-256 repository.
 */
export function indexEntries(index: Buffer, idBytes: 20 | 32): IndexEntry[] {
  if (index.length < HEADER_BYTES || index.toString('latin1', 0, 4) !== 'DIRC') {
    throw new GitIndexError('not an index');
  }
  const version = index.readUInt32BE(4);
  if (version < 2 || version > 4) throw new GitIndexError(`version ${version}`);
  const entries: IndexEntry[] = [];
  let previous = Buffer.alloc(0);
  let at = HEADER_BYTES;
  for (let count = index.readUInt32BE(8); count > 0; count -= 1) {
    const start = at;
    const flagsAt = at + STAT_BYTES + idBytes;
    if (flagsAt + 2 > index.length) throw new GitIndexError('cut off');
    at = flagsAt + (index.readUInt16BE(flagsAt) & EXTENDED ? 4 : 2);
    const nameAt = at;
    let shared = 0;
    if (version === 4) {
      const stripped = readOffset(index, at);
      at = stripped.next;
      shared = previous.length - stripped.value;
      if (shared < 0) throw new GitIndexError('broken prefix');
    }
    const end = index.indexOf(0, at);
    if (end < 0) throw new GitIndexError('cut off');
    if (shared + end - at > PATH_BYTES) throw new GitIndexError('a path is too long');
    previous = Buffer.concat([previous.subarray(0, shared), index.subarray(at, end)]);
    const path = previous.toString('utf8');
    // Versions 2 and 3 pad entries with 1 to 8 zeros, to a multiple of 8.
    at = version === 4 ? end + 1 : start + (Math.floor((end - start) / 8) + 1) * 8;
    entries.push({ path, start, flagsAt, nameAt, nameEnd: end, end: at });
  }
  return entries;
}

/** Reads the variable-width number of pack offsets. */
function readOffset(bytes: Buffer, at: number): { value: number; next: number } {
  let byte = bytes[at] ?? 0;
  let value = byte & 0x7f;
  let next = at + 1;
  while (byte & 0x80) {
    byte = bytes[next] ?? 0;
    next += 1;
    value = (value + 1) * 128 + (byte & 0x7f);
  }
  return { value, next };
}
