import { type FileHandle, realpath, rename, rm } from 'node:fs/promises';
import { basename, dirname } from 'node:path';
import { createFile, temporaryName } from './host-directory/create-file.ts';
import { openDirectory } from './host-directory/host-directory.ts';

const OWNER_ONLY = 0o600;

/**
 * Replaces a file atomically with the content that `write` produces: the old file stays until the new one is synced to
 * disk. Only the owner can read the new file. The function follows no link that another user plants in the folder: the
 * temporary name is random, the temporary file is created exclusively, and a link at `path` itself is replaced. Rejects
 * with the error of `write` or of the file system.
 */
export async function replaceFile<T>(path: string, write: (file: FileHandle) => Promise<T>): Promise<T> {
  // The folder may be reached through links of the person's; from here on it is followed by none.
  const folder = await realpath(dirname(path));
  const opened = await openDirectory(folder, '');
  if (opened.kind !== 'open') throw new Error(`${folder} is no folder`);
  const { directory } = opened;
  const temporary = Buffer.from(temporaryName());
  try {
    const result = await createFile(directory, temporary, OWNER_ONLY, async (file) => {
      const written = await write(file);
      await file.sync();
      return written;
    });
    await rename(directory.entry(temporary), directory.entry(Buffer.from(basename(path))));
    await directory.sync();
    return result;
  } catch (error) {
    await rm(directory.entry(temporary), { force: true }).catch(() => undefined); // The first error is the cause.
    throw error;
  } finally {
    await directory.close();
  }
}

/** Replaces a file with this content: see `replaceFile`. */
export async function writeAtomically(path: string, content: string | Uint8Array): Promise<void> {
  await replaceFile(path, (file) => file.writeFile(content));
}
