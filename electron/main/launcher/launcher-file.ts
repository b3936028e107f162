import { chmod, lstat, realpath, rm } from 'node:fs/promises';
import { join } from 'node:path';
import { AppFailure } from '../../contract/error.ts';
import { writeWhole } from '../../lib/host-directory/create-file.ts';
import { type HostDirectory, inDirectory, openDirectory } from '../../lib/host-directory/host-directory.ts';
import { readText } from '../../lib/host-directory/host-file.ts';
import { codeOf } from '../../lib/host-directory/parts.ts';
import { isLauncherText } from './launcher-text.ts';

const FOLDER = '.local/bin';
const NAME = 'bulkhead';
const MAXIMUM_BYTES = 16 * 1024;
const EXECUTABLE = 0o755;

export const launcherFolder = (home: string): string => join(home, FOLDER);
export const launcherPath = (home: string): string => join(home, FOLDER, NAME);

/** The launcher's text; `absent` when nothing is at its place, `other` when that is not the app's. */
export async function readLauncher(
  home: string,
): Promise<{ kind: 'own'; text: string } | { kind: 'absent' | 'other' }> {
  const text = await readText(await realpath(home), `${FOLDER}/${NAME}`, MAXIMUM_BYTES);
  if (text !== undefined) return isLauncherText(text) ? { kind: 'own', text } : { kind: 'other' };
  try {
    await lstat(launcherPath(home));
    return { kind: 'other' };
  } catch (error) {
    if (codeOf(error) === 'ENOENT') return { kind: 'absent' };
    throw error;
  }
}

/** Writes the launcher whole or not at all. Throws `conflict` when another file or a symlink is in its place. */
export async function writeLauncher(home: string, text: string): Promise<void> {
  const isOwn = (await readLauncher(home)).kind === 'own';
  const directory = await makeFolders(home);
  const options = { mode: EXECUTABLE, replaces: isOwn };
  await inDirectory(directory, async () => {
    try {
      await writeWhole(directory, NAME, options, (file) => file.writeFile(text));
    } catch (error) {
      if (codeOf(error) === 'EEXIST') throw notOwn(home);
      throw error;
    }
  });
}

/** Removes the launcher. Throws `conflict` when the file there is not the app's. */
export async function removeLauncher(home: string): Promise<void> {
  const { kind } = await readLauncher(home);
  if (kind === 'absent') return;
  if (kind === 'other') throw notOwn(home);
  const directory = await openFolder(home, FOLDER);
  await inDirectory(directory, () => rm(directory.entry(Buffer.from(NAME)), { force: true }));
}

/** Opens the launcher's folder. Folders that are missing get the permissions that they usually have in a home. */
async function makeFolders(home: string): Promise<HostDirectory> {
  const parent = await openFolder(home, '.local');
  await parent.close();
  return await openFolder(home, FOLDER);
}

async function openFolder(home: string, path: string): Promise<HostDirectory> {
  const folder = await realpath(home);
  const present = await openDirectory(folder, path);
  const opened = present.kind === 'absent' ? await openDirectory(folder, path, { make: true }) : present;
  if (opened.kind !== 'open') {
    const why = opened.kind === 'blocked' ? opened.why : 'It was removed at the same moment.';
    throw new AppFailure({ type: 'conflict', message: `${join(home, path)} cannot be used. ${why}` });
  }
  if (present.kind === 'absent') await chmod(opened.directory.entry(Buffer.from('.')), EXECUTABLE);
  return opened.directory;
}

function notOwn(home: string): AppFailure {
  const message = `${launcherPath(home)} is not Bulkhead’s, so it was left as it is. Move it away first.`;
  return new AppFailure({ type: 'conflict', message });
}
