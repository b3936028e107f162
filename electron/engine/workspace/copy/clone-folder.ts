import { lstat, mkdtemp, readdir, rm } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { join } from 'node:path';

const PREFIX = 'bulkhead-clone-';

/** A new folder for a repository on its way into a volume, named after this process so that a later one knows whose it was. */
export async function makeCloneFolder(): Promise<string> {
  return await mkdtemp(join(tmpdir(), `${PREFIX}${process.pid}-`));
}

/**
 * Removes the clone folders of this person's whose process is gone: an app that was killed could not. Others stay, and
 * so do links and what belongs to somebody else, since the folder for temporary files is everybody's.
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

/** Whether a process of this machine has that id; one that may not be asked is alive. */
export function isAlive(pid: number): boolean {
  try {
    process.kill(pid, 0);
    return true;
  } catch (error) {
    return (error as NodeJS.ErrnoException).code !== 'ESRCH';
  }
}
