import type { Dirent } from 'node:fs';
import { readdir } from 'node:fs/promises';
import { pathFromBytes } from '../../../contract/change-path.ts';
import { AppFailure } from '../../../contract/error.ts';
import { inDirectory, openDirectory } from '../../../lib/host-directory/host-directory.ts';

/** A folder with more entries is not replaced by a file. */
const MAXIMUM_ENTRIES = 200_000;

export interface FolderContents {
  /** Everything but folders. */
  files: string[];
  /** The folders below, each before what is in it. */
  folders: string[];
}

/** Lists what is below a folder of a host folder, by paths below the host folder. Follows no link. */
export async function folderContents(folder: string, path: string): Promise<FolderContents> {
  const contents: FolderContents = { files: [], folders: [] };
  const waiting = [path];
  for (let place = waiting.pop(); place !== undefined; place = waiting.pop()) {
    for (const entry of await readEntries(folder, place)) {
      const below = `${place}/${pathFromBytes(entry.name)}`;
      if (!entry.isDirectory()) contents.files.push(below);
      else {
        contents.folders.push(below);
        waiting.push(below);
      }
    }
    if (contents.files.length + contents.folders.length > MAXIMUM_ENTRIES) throw tooMany(path);
  }
  return contents;
}

async function readEntries(folder: string, path: string): Promise<Dirent<Buffer>[]> {
  const opened = await openDirectory(folder, path);
  if (opened.kind !== 'open') return [];
  const { directory } = opened;
  return await inDirectory(directory, () =>
    readdir(directory.entry(Buffer.from('.')), { withFileTypes: true, encoding: 'buffer' }),
  );
}

function tooMany(path: string): AppFailure {
  return new AppFailure({
    type: 'resource-limit',
    message: `The folder “${path}” holds too many files to be replaced by a file.`,
  });
}
