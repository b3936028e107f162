import type { Stats } from 'node:fs';
import { lstat, readFile, readlink } from 'node:fs/promises';
import { AppFailure } from '../../../contract/error.ts';
import { blobId } from '../blob-id.ts';
import { hostPath, parentsOf, refusal } from './host-path.ts';

/** More than this is not read into memory at once. */
const MAXIMUM_BYTES = 512 * 1024 * 1024;

/** What is at a path of the host folder, without following any symlink. */
export type HostEntry =
  | { kind: 'absent' }
  | { kind: 'file'; executable: boolean; mode: number; sizeBytes: number }
  | { kind: 'symlink'; target: Buffer }
  | { kind: 'folder' }
  /** A device, a pipe, a socket; or a symlink or a file is on the way, so that the path leads elsewhere. */
  | { kind: 'other'; why: string };

/** Rejects with the file system's own error when it cannot be seen. */
export async function lookAt(folder: string, path: string): Promise<HostEntry> {
  const refused = refusal(path, process.platform);
  if (refused) return { kind: 'other', why: refused };
  for (const parent of parentsOf(path)) {
    const stats = await stat(folder, parent);
    if (!stats) return { kind: 'absent' };
    if (stats.isSymbolicLink()) return { kind: 'other', why: 'A symlink is on the way there.' };
    if (!stats.isDirectory()) return { kind: 'other', why: 'A file is where a folder has to be.' };
  }
  const stats = await stat(folder, path);
  if (!stats) return { kind: 'absent' };
  if (stats.isSymbolicLink()) {
    return { kind: 'symlink', target: await readlink(hostPath(folder, path), { encoding: 'buffer' }) };
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

async function stat(folder: string, path: string): Promise<Stats | undefined> {
  try {
    return await lstat(hostPath(folder, path));
  } catch (error) {
    if (isGone(error)) return undefined;
    throw error;
  }
}

export function isGone(error: unknown): boolean {
  return error instanceof Error && 'code' in error && (error.code === 'ENOENT' || error.code === 'ENOTDIR');
}

/** The bytes that git would keep of what is there: a file's content, or where a symlink points. */
export async function contentOf(folder: string, path: string, entry: HostEntry): Promise<Buffer | undefined> {
  if (entry.kind === 'symlink') return entry.target;
  if (entry.kind !== 'file') return undefined;
  if (entry.sizeBytes > MAXIMUM_BYTES) {
    throw new AppFailure({ type: 'resource-limit', message: `“${path}” is too large to be compared.` });
  }
  return await readFile(hostPath(folder, path));
}

export async function readHostContent(folder: string, path: string): Promise<Buffer | undefined> {
  return await contentOf(folder, path, await lookAt(folder, path));
}

/** Whether what is there is what git calls by this object id. */
export async function isObject(
  folder: string,
  path: string,
  entry: HostEntry,
  object: string,
): Promise<boolean> {
  const content = await contentOf(folder, path, entry);
  return content !== undefined && blobId(content, object) === object;
}
