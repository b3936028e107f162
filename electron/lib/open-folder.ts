import { existsSync } from 'node:fs';
import { constants, type FileHandle, open, realpath } from 'node:fs/promises';
import { join } from 'node:path';

/** Linux reaches the entries of a folder that is held open by this path, whatever becomes of the folder's own path. */
const DESCRIPTORS = '/proc/self/fd';

/** A folder that stays the same one while it is open, even when somebody puts a link in its place. */
export interface OpenFolder {
  /** The path of an entry of this very folder. */
  entry(name: string): string;
  /** The folder's entries are on disk when it resolves. */
  sync(): Promise<void>;
  close(): Promise<void>;
}

/** Opens the folder that `path` leads to now. Rejects with the file system's error when there is none. */
export async function openFolder(path: string): Promise<OpenFolder> {
  const real = await realpath(path);
  // Windows opens no folders; nobody plants links there without a privilege.
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
