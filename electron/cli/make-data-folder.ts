import { mkdir, stat } from 'node:fs/promises';
import { dirname } from 'node:path';
import { AppFailure } from '../contract/error.ts';

/** Makes the data folder, for this person alone. Rejects with `invalid-input` where there can be none. */
export async function makeDataFolder(path: string): Promise<void> {
  try {
    // Node never returns from a recursive mkdir in a file system that makes no folders, such as /proc.
    if (await isFolder(dirname(path))) await mkdir(path, { mode: 0o700 });
    else await mkdir(path, { recursive: true, mode: 0o700 });
  } catch (error) {
    if (await isFolder(path)) return;
    throw new AppFailure({
      type: 'invalid-input',
      message: `The data folder ${path} cannot be made. BULKHEAD_DATA names another one.`,
      raw: String(error),
    });
  }
}

const isFolder = (path: string) =>
  stat(path).then(
    (found) => found.isDirectory(),
    () => false,
  );
