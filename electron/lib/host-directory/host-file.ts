import { constants } from 'node:fs';
import { type FileHandle, open } from 'node:fs/promises';
import { pathToBytes } from '../../contract/change-path.ts';
import { inDirectory, openDirectory } from './host-directory.ts';
import { attempt } from './parts.ts';

/** Flags with which a pipe cannot block the app, and a link is not followed. Windows has neither flag. */
const READ_FLAGS = constants.O_RDONLY | (constants.O_NOFOLLOW ?? 0) | (constants.O_NONBLOCK ?? 0);

/** Splits an entry's path into its folder, "" for the top, and its name. */
export function splitPath(path: string): { parent: string; name: Uint8Array } {
  const at = path.lastIndexOf('/');
  return { parent: path.slice(0, Math.max(0, at)), name: pathToBytes(path.slice(at + 1)) };
}

/** Reads a regular file of a host folder without following links; undefined when there is none. */
export async function withFile<T>(
  folder: string,
  path: string,
  work: (file: FileHandle) => Promise<T>,
): Promise<T | undefined> {
  const { parent, name } = splitPath(path);
  const opened = await openDirectory(folder, parent);
  if (opened.kind !== 'open') return undefined;
  const { directory } = opened;
  return await inDirectory(directory, async () => {
    const file = await attempt(() => open(directory.entry(name), READ_FLAGS));
    if (typeof file === 'string') return undefined;
    try {
      return (await file.stat()).isFile() ? await work(file) : undefined;
    } finally {
      await file.close();
    }
  });
}

/** Reads a text file; undefined when there is no regular file, or it exceeds the limit. */
export async function readText(
  folder: string,
  path: string,
  maximumBytes: number,
): Promise<string | undefined> {
  return await withFile(folder, path, async (file) =>
    (await file.stat()).size > maximumBytes ? undefined : await file.readFile('utf8'),
  );
}
