import { createHash } from 'node:crypto';
import { GitIndexError, indexEntries } from '../copy/git-index.ts';

/** In the flags of an entry: more flags follow, which versions from 3 on have. */
const EXTENDED = 0x4000;
/** In those further flags: git does not look at the file in the work tree. */
const SKIP_WORKTREE = 0x4000;

/** Extensions that say at which byte something is; git does without them. */
const OFFSETS = new Set(['EOIE', 'IEOT']);

/**
 * The bytes of `.git/index` with the entries of these paths marked as not to be looked at in the work tree, or not
 * marked any more (gitformat-index(5), versions 2 to 4). Undefined when they are so already, and for an index that is
 * split or cannot be read. Pure.
 */
export function markSkipWorktree(
  index: Buffer,
  idBytes: 20 | 32,
  isWanted: (path: string) => boolean,
  skip: boolean,
): Buffer | undefined {
  const entries = readEntries(index, idBytes);
  if (!entries) return undefined;
  const version = index.readUInt32BE(4);
  const parts: Buffer[] = [];
  let changed = false;
  for (const { path, start, flagsAt, nameAt, end, nameEnd } of entries) {
    const flags = index.readUInt16BE(flagsAt);
    const further = flags & EXTENDED ? index.readUInt16BE(flagsAt + 2) : 0;
    const newFlags = skip ? further | SKIP_WORKTREE : further & ~SKIP_WORKTREE;
    if (!isWanted(path) || newFlags === further) {
      parts.push(index.subarray(start, end));
      continue;
    }
    changed = true;
    const head = Buffer.alloc(4);
    head.writeUInt16BE(flags | EXTENDED, 0);
    head.writeUInt16BE(newFlags, 2);
    const entry = Buffer.concat([index.subarray(start, flagsAt), head, index.subarray(nameAt, nameEnd)]);
    // Versions 2 and 3 fill entries up with 1 to 8 zeros, to a multiple of 8; version 4 ends names with one.
    const zeros = version === 4 ? 1 : 8 - (entry.length % 8);
    parts.push(entry, Buffer.alloc(zeros));
  }
  if (!changed) return undefined;
  const extensions = readExtensions(index, entries.at(-1)?.end ?? 12, idBytes);
  if (!extensions) return undefined;
  const header = Buffer.from(index.subarray(0, 12));
  header.writeUInt32BE(Math.max(3, version), 4);
  const body = Buffer.concat([header, ...parts, ...extensions]);
  const hash = createHash(idBytes === 32 ? 'sha256' : 'sha1').update(body);
  return Buffer.concat([body, hash.digest()]);
}

function readEntries(index: Buffer, idBytes: 20 | 32) {
  try {
    return indexEntries(index, idBytes);
  } catch (error) {
    if (error instanceof GitIndexError) return undefined;
    throw error;
  }
}

/** Undefined when the entries are elsewhere: an index that is split has the rest of them in another file. */
function readExtensions(index: Buffer, from: number, idBytes: number): Buffer[] | undefined {
  const entries: Buffer[] = [];
  const end = index.length - idBytes;
  for (let at = from; at + 8 <= end; ) {
    const name = index.toString('latin1', at, at + 4);
    const next = at + 8 + index.readUInt32BE(at + 4);
    if (name === 'link' || next > end) return undefined;
    if (!OFFSETS.has(name)) entries.push(index.subarray(at, next));
    at = next;
  }
  return entries;
}
