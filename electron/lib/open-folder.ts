import { existsSync } from 'node:fs';
import { constants, type FileHandle, open, realpath } from 'node:fs/promises';
import { join } from 'node:path';

/** On Linux this path leads to the entries of an open folder, even after the folder's own path is renamed or replaced. */
const DESCRIPTORS = '/proc/self/fd';

/** An open folder. It stays the same folder even when another user replaces its path by a link. */
export interface OpenFolder {
  /** The path of an entry of this very folder. */
  entry(name: string): string;
  /** Resolves once the folder's entries are on disk. */
  sync(): Promise<void>;
  close(): Promise<void>;
}

/** Opens the folder at `path`. Rejects with the file system's error when there is none. */
export async function openFolder(path: string): Promise<OpenFolder> {
  const real = await realpath(path);
  // Windows cannot open folders; creating links there needs a privilege.
  if (process.platform === 'win32') {
    return { entry: (name) => join(real, name), sync: async () => undefined, close: async () => undefined };
  }
  const handle = await open(real, constants.O_RDONLY | constants.O_DIRECTORY | constants.O_NOFOLLOW);
  const held = `${DESCRIPTORS}/${handle.fd}`;
  const base = existsSync(held) ? held : real;
  return {
    entry: (name) => `${base}/${name}`,
    sync: () => syncFolder(handle),
    close: () => handle.close(),
  };
}

async function syncFolder(handle: FileHandle): Promise<void> {
  try {
    await handle.sync();
  } catch (error) {
    // Some file systems (network shares) cannot sync a folder; the file itself is on disk.
    if (!['EINVAL', 'ENOTSUP', 'EBADF'].includes((error as NodeJS.ErrnoException).code ?? '')) throw error;
  }
}
