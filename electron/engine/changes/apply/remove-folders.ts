import { lstat, rmdir } from 'node:fs/promises';
import {
  type HostDirectory,
  inDirectory,
  openDirectory,
} from '../../../lib/host-directory/host-directory.ts';
import { splitPath } from '../../../lib/host-directory/host-file.ts';
import { attempt, codeOf } from '../../../lib/host-directory/parts.ts';
import { parentsOf } from '../../../lib/parents-of.ts';
import { folderContents } from './folder-contents.ts';
import { readHostEntry } from './host-entry.ts';

/** Folders on the way to these paths that are not there yet, or are files or symlinks now. Outermost first. */
export async function missingFolders(folder: string, paths: readonly string[]): Promise<string[]> {
  const missing: string[] = [];
  for (const parent of new Set(paths.flatMap(parentsOf))) {
    if ((await readHostEntry(folder, parent)).kind !== 'folder') missing.push(parent);
  }
  return missing.sort((a, b) => a.length - b.length);
}

/** Removes folders that became empty, because git stores no empty folders. */
export async function removeEmptyParents(
  folder: string,
  path: string,
  mayGo: (parent: string) => boolean,
): Promise<void> {
  for (const parent of parentsOf(path).reverse()) {
    if (!mayGo(parent) || !(await removeFolder(folder, parent))) return;
  }
}

/** Removes a folder with all folders in it; resolves to whether it is gone, because only files keep it. */
export async function removeEmptyFolder(folder: string, path: string): Promise<boolean> {
  if ((await readHostEntry(folder, path)).kind !== 'folder') return true;
  const { files, folders } = await folderContents(folder, path);
  if (files.length > 0) return false;
  for (const each of folders.reverse()) await removeFolder(folder, each);
  return await removeFolder(folder, path);
}

async function removeFolder(folder: string, path: string): Promise<boolean> {
  const { parent, name } = splitPath(path);
  const opened = await openDirectory(folder, parent);
  if (opened.kind !== 'open') return false;
  return await inDirectory(opened.directory, () => removeEmpty(opened.directory, name));
}

async function removeEmpty(directory: HostDirectory, name: Uint8Array): Promise<boolean> {
  const place = directory.entry(name);
  const stats = await attempt(() => lstat(place));
  if (typeof stats === 'string' || !stats.isDirectory()) return false;
  try {
    await rmdir(place);
    return true;
  } catch (error) {
    if (['ENOENT', 'ENOTEMPTY', 'EEXIST', 'EPERM', 'EACCES', 'EBUSY'].includes(String(codeOf(error)))) {
      return false;
    }
    throw error;
  }
}
