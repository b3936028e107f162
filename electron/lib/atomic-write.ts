import { randomBytes } from 'node:crypto';
import { constants, type FileHandle, open, rename, rm } from 'node:fs/promises';
import { basename, dirname } from 'node:path';
import { openFolder } from './open-folder.ts';

/** Windows has no O_NOFOLLOW. */
const EXCLUSIVE =
  constants.O_WRONLY |
  constants.O_CREAT |
  constants.O_EXCL |
  ((constants.O_NOFOLLOW as number | undefined) ?? 0);

/**
 * Replaces a file atomically with the content that `write` produces: the old file stays until the new one is synced to
 * disk. Only the owner can read the new file. The function follows no link that another user plants in the folder: the
 * temporary name is random, the temporary file is created exclusively, and a link at `path` itself is replaced. Rejects
 * with the error of `write` or of the file system.
 */
export async function replaceFile<T>(path: string, write: (file: FileHandle) => Promise<T>): Promise<T> {
  const folder = await openFolder(dirname(path));
  const temporary = folder.entry(`.bulkhead-${randomBytes(12).toString('hex')}.tmp`);
  try {
    const file = await open(temporary, EXCLUSIVE, 0o600);
    try {
      const result = await fill(file, write);
      await rename(temporary, folder.entry(basename(path)));
      await folder.sync();
      return result;
    } catch (error) {
      await rm(temporary, { force: true }).catch(() => undefined); // The first error is the cause.
      throw error;
    }
  } finally {
    await folder.close();
  }
}

/** Replaces a file with this content: see `replaceFile`. */
export async function writeAtomically(path: string, content: string | Uint8Array): Promise<void> {
  await replaceFile(path, (file) => file.writeFile(content));
}

async function fill<T>(file: FileHandle, write: (file: FileHandle) => Promise<T>): Promise<T> {
  try {
    const result = await write(file);
    await file.sync();
    return result;
  } finally {
    await file.close();
  }
}
