import { type FileHandle, lstat, open, readlink } from 'node:fs/promises';
import { AppFailure } from '../../../contract/error.ts';
import { fileChunks, writeFully } from '../../../lib/host-directory/file-chunks.ts';
import {
  type HostDirectory,
  inDirectory,
  openDirectory,
} from '../../../lib/host-directory/host-directory.ts';
import { splitPath, withFile } from '../../../lib/host-directory/host-file.ts';
import { attempt } from '../../../lib/host-directory/parts.ts';
import { blobHash, blobId } from '../blob-id.ts';
import { refusal } from './host-path.ts';

/** The largest file that is read into memory at once. */
const MAXIMUM_BYTES = 512 * 1024 * 1024;
/** The entry at a path of the host folder, read without following symlinks. */
export type HostEntry =
  | { kind: 'absent' }
  | { kind: 'file'; executable: boolean; mode: number; sizeBytes: number }
  | { kind: 'symlink'; target: Buffer }
  | { kind: 'folder' }
  /** A device, a pipe or a socket, or a path that leads elsewhere because a symlink or a file is on the way. */
  | { kind: 'other'; why: string };

/** Reads the entry. Rejects with the file system's own error when the path cannot be read. */
export async function readHostEntry(folder: string, path: string): Promise<HostEntry> {
  const refused = refusal(path, process.platform);
  if (refused) return { kind: 'other', why: refused };
  const { parent, name } = splitPath(path);
  const opened = await openDirectory(folder, parent);
  if (opened.kind === 'absent') return opened;
  if (opened.kind === 'blocked') return { kind: 'other', why: opened.why };
  return await inDirectory(opened.directory, () => entryIn(opened.directory, name));
}

/** The same below a place that changes between a folder and a file or symlink: nothing is below what is no folder now. */
export async function readEntryBelow(
  folder: string,
  path: string,
  place: string | undefined,
): Promise<HostEntry> {
  if (place !== undefined && place !== path) {
    const { kind } = await readHostEntry(folder, place);
    if (kind === 'file' || kind === 'symlink') return { kind: 'absent' };
  }
  return await readHostEntry(folder, path);
}

/** What an open directory has under a name. */
export async function entryIn(directory: HostDirectory, name: Uint8Array): Promise<HostEntry> {
  const place = directory.entry(name);
  const stats = await attempt(() => lstat(place));
  if (typeof stats === 'string') return { kind: 'absent' };
  if (stats.isSymbolicLink()) {
    return { kind: 'symlink', target: await readlink(place, { encoding: 'buffer' }) };
  }
  if (stats.isDirectory()) return { kind: 'folder' };
  if (!stats.isFile()) return { kind: 'other', why: 'Something other than a file is there.' };
  return {
    kind: 'file',
    executable: (stats.mode & 0o100) !== 0,
    mode: stats.mode & 0o7777,
    sizeBytes: stats.size,
  };
}

/** The bytes that git would keep of what is there: a file's content, or where a symlink points. */
export async function contentOf(folder: string, path: string, entry: HostEntry): Promise<Buffer | undefined> {
  if (entry.kind === 'symlink') return entry.target;
  if (entry.kind !== 'file') return undefined;
  if (entry.sizeBytes > MAXIMUM_BYTES) {
    throw new AppFailure({ type: 'resource-limit', message: `“${path}” is too large to be compared.` });
  }
  return await withFile(folder, path, (file) => file.readFile());
}

export async function readHostContent(folder: string, path: string): Promise<Buffer | undefined> {
  return await contentOf(folder, path, await readHostEntry(folder, path));
}

/** git's id of what is there; undefined for what git keeps no content of. `like` tells which kind of id. */
export async function objectOf(
  folder: string,
  path: string,
  entry: HostEntry,
  like = '',
): Promise<string | undefined> {
  if (entry.kind === 'symlink') return blobId(entry.target, like);
  if (entry.kind !== 'file') return undefined;
  return await withFile(folder, path, (file) => hashFile(file, path, like));
}

/** Keeps a copy of a file; resolves to git's id of the very bytes that were kept. */
export async function copyOut(folder: string, path: string, to: string): Promise<string | undefined> {
  return await withFile(folder, path, async (file) => {
    const copy = await open(to, 'wx', 0o600);
    try {
      return await hashFile(file, path, '', (chunk) => writeFully(copy, chunk));
    } finally {
      await copy.close();
    }
  });
}

/** Rejects with `conflict` when somebody writes to the file meanwhile, so that it has another length. */
async function hashFile(
  file: FileHandle,
  path: string,
  like: string,
  onChunk?: (chunk: Uint8Array) => Promise<void>,
): Promise<string> {
  const { size } = await file.stat();
  const hash = blobHash(size, like);
  let read = 0;
  for await (const chunk of fileChunks(file)) {
    hash.update(chunk);
    read += chunk.length;
    await onChunk?.(chunk);
  }
  if (read === size) return hash.digest('hex');
  throw new AppFailure({
    type: 'conflict',
    message: `“${path}” is being written in the host folder. Nothing was touched.`,
    actions: [{ kind: 'retry', label: 'Look again' }],
  });
}
