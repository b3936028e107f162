import { type FileHandle, realpath } from 'node:fs/promises';
import { basename, dirname } from 'node:path';
import { writeWhole } from './host-directory/create-file.ts';
import { type HostDirectory, openDirectory } from './host-directory/host-directory.ts';
import { codeOf } from './host-directory/parts.ts';

const OWNER_ONLY = 0o600;

/**
 * Replaces a file atomically with the content that `write` produces: the old file stays until the new one is synced to
 * disk. Only the owner can read the new file. The function follows no link that another user plants in the folder: the
 * temporary name is random, the temporary file is created exclusively, and a link at `path` itself is replaced. Rejects
 * with the error of `write` or of the file system.
 */
export async function replaceFile<T>(path: string, write: (file: FileHandle) => Promise<T>): Promise<T> {
  const options = { mode: OWNER_ONLY, replaces: true };
  return await inFolderOf(path, (directory) => writeWhole(directory, basename(path), options, write));
}

/** Replaces a file with this content: see `replaceFile`. */
export async function writeAtomically(path: string, content: string | Uint8Array): Promise<void> {
  await replaceFile(path, (file) => file.writeFile(content));
}

/**
 * Creates a file with this content as `replaceFile` does, but replaces nothing: resolves to false when anything has that
 * name, so that of several processes one wins.
 */
export async function createAtomically(path: string, content: string): Promise<boolean> {
  const options = { mode: OWNER_ONLY, replaces: false };
  const write = (file: FileHandle) => file.writeFile(content);
  try {
    await inFolderOf(path, (directory) => writeWhole(directory, basename(path), options, write));
    return true;
  } catch (error) {
    if (codeOf(error) === 'EEXIST') return false;
    throw error;
  }
}

async function inFolderOf<T>(path: string, work: (directory: HostDirectory) => Promise<T>): Promise<T> {
  // The folder may be reached through links of the person's; from here on it is followed by none.
  const folder = await realpath(dirname(path));
  const opened = await openDirectory(folder, '');
  if (opened.kind !== 'open') throw new Error(`${folder} is no folder`);
  try {
    return await work(opened.directory);
  } finally {
    await opened.directory.close();
  }
}
