import { constants } from 'node:fs';
import { join } from 'node:path';
import { canAccess } from './can-access.ts';

/** The path of the first of these programs that is in one of the folders; empty names of folders do not count. */
export async function findProgram(
  names: readonly string[],
  folders: readonly string[],
): Promise<string | undefined> {
  for (const name of names)
    for (const folder of folders) {
      const path = join(folder, name);
      if (folder !== '' && (await canAccess(path, constants.X_OK))) return path;
    }
  return undefined;
}
