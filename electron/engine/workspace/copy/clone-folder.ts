import { lstat, mkdtemp, readdir, rm } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { join } from 'node:path';

const PREFIX = 'bulkhead-clone-';

/**
 * Creates a folder for a repository that will be copied into a volume. Its name contains this process's id, so that a
 * later process can tell whether it is still in use.
 */
export async function makeCloneFolder(): Promise<string> {
  return await mkdtemp(join(tmpdir(), `${PREFIX}${process.pid}-`));
}

/**
 * Removes the clone folders of this person whose process has ended, because a killed app could not. Keeps all others,
 * links, and folders of other users, since all users share the folder for temporary files.
 */
export async function removeForgottenClones(options: {
  folder: string;
  isAlive(pid: number): boolean;
}): Promise<void> {
  const { folder, isAlive } = options;
  for (const name of await readdir(folder)) {
    const pid = Number(new RegExp(`^${PREFIX}(\\d+)-`).exec(name)?.[1]);
    if (!Number.isSafeInteger(pid) || isAlive(pid)) continue;
    const path = join(folder, name);
    const stat = await lstat(path);
    if (stat.isDirectory() && stat.uid === (process.getuid?.() ?? stat.uid))
      await rm(path, { recursive: true, force: true });
  }
}
