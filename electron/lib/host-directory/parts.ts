import { constants } from 'node:fs';
import { lstat, mkdir, open } from 'node:fs/promises';
import { sep } from 'node:path';
import { pathToBytes } from '../../contract/change-path.ts';
import { AppFailure } from '../../contract/error.ts';
import type { HostPath, Opened } from './host-directory.ts';

const SLASH = Buffer.from('/');

export function joined(place: Uint8Array, name: Uint8Array): Buffer {
  return Buffer.concat([place, SLASH, name]);
}

/** Splits a path into names. Throws for "." and "..", which callers must have refused before. */
export function partsOf(path: string): Uint8Array[] {
  const parts = path.split(sep === '\\' ? /[\\/]/ : '/').filter((part) => part !== '');
  if (parts.some((part) => part === '.' || part === '..')) throw new Error('a path with steps back');
  return parts.map(pathToBytes);
}

/** Creates a directory, unless another program created it at the same moment. */
export async function makeDirectory(place: HostPath): Promise<void> {
  try {
    await mkdir(place);
  } catch (error) {
    if (codeOf(error) !== 'EEXIST') throw error;
  }
}

/** Errors of directories that cannot be synced: network shares, those that may only be written, and all on Windows. */
const CANNOT_SYNC: ReadonlySet<unknown> = new Set([
  'EINVAL',
  'ENOTSUP',
  'EBADF',
  'EACCES',
  'EPERM',
  'EISDIR',
]);

export async function syncDirectory(place: HostPath): Promise<void> {
  try {
    const handle = await open(place, constants.O_RDONLY);
    await handle.sync().finally(() => handle.close());
  } catch (error) {
    // The file in it is on disk by its own sync.
    if (!CANNOT_SYNC.has(codeOf(error))) throw error;
  }
}

export async function blocked(place: HostPath): Promise<Opened> {
  const stats = await attempt(() => lstat(place));
  const isLink = typeof stats !== 'string' && stats.isSymbolicLink();
  return {
    kind: 'blocked',
    why: isLink ? 'A symlink is on the way there.' : 'A file is where a folder has to be.',
  };
}

export async function attempt<T>(work: () => Promise<T>): Promise<T | 'absent' | 'blocked'> {
  try {
    return await work();
  } catch (error) {
    const code = codeOf(error);
    if (code === 'ENOENT') return 'absent';
    if (code === 'ENOTDIR' || code === 'ELOOP') return 'blocked';
    throw error;
  }
}

export function codeOf(error: unknown): unknown {
  return error instanceof Error && 'code' in error ? error.code : undefined;
}

export function folderGone(folder: string): AppFailure {
  return new AppFailure({
    type: 'conflict',
    message: `The folder ${folder} is not there any more, or is reached through a symlink now.`,
  });
}

export function moved(): AppFailure {
  return new AppFailure({
    type: 'conflict',
    message: 'Somebody moved a folder while files in it were read or written.',
    actions: [{ kind: 'retry', label: 'Try again' }],
  });
}
