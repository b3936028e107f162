import { randomBytes } from 'node:crypto';
import { constants } from 'node:fs';
import { type FileHandle, link, lstat, open, readdir, rename, rm } from 'node:fs/promises';
import { join } from 'node:path';
import { fileChunks, writeFully } from './file-chunks.ts';
import { type HostDirectory, inDirectory, openDirectory } from './host-directory.ts';

/** A new name, so that nobody can put something in its place before it is written. */
export function temporaryName(): string {
  return `.bulkhead-${randomBytes(12).toString('hex')}`;
}

const TEMPORARY_NAME = /^\.bulkhead-[0-9a-f]{24}$/;
/** A write takes less: what is older was left by a process that was killed. */
const LONGEST_WRITE_MS = 10 * 60_000;

/** Removes the temporary files that killed processes left in a folder of the app's own. `now` in epoch ms. Never rejects. */
export async function removeOldTemporaries(folder: string, now: number): Promise<void> {
  const names = await readdir(folder).catch(() => []);
  for (const name of names.filter((each) => TEMPORARY_NAME.test(each))) {
    const path = join(folder, name);
    const stat = await lstat(path).catch(() => undefined);
    if (stat?.isFile() && now - stat.mtimeMs > LONGEST_WRITE_MS)
      await rm(path, { force: true }).catch(() => undefined); // Tried again at the next start.
  }
}

/** A new file and nothing else: what is there under this name, a link too, is an error. Windows has no such links. */
const CREATE_FLAGS = constants.O_WRONLY | constants.O_CREAT | constants.O_EXCL | (constants.O_NOFOLLOW ?? 0);

/** Makes a file of an open directory, which must not be there, and gives it its permissions by descriptor. */
export async function createFile<T>(
  directory: HostDirectory,
  name: Uint8Array,
  mode: number,
  write: (file: FileHandle) => Promise<T>,
): Promise<T> {
  const file = await open(directory.entry(name), CREATE_FLAGS, 0o600);
  try {
    await directory.verify();
    const result = await write(file);
    await file.chmod(mode);
    return result;
  } finally {
    await file.close();
  }
}

/**
 * Writes a file of an open directory whole or not at all: under a new name, synced to disk, and only then under its own.
 * Without `replaces` it rejects with EEXIST when anything has that name, a link too.
 */
export async function writeWhole<T>(
  directory: HostDirectory,
  name: string,
  { mode, replaces }: { mode: number; replaces: boolean },
  write: (file: FileHandle) => Promise<T>,
): Promise<T> {
  const temporary = Buffer.from(temporaryName());
  const [from, to] = [directory.entry(temporary), directory.entry(Buffer.from(name))];
  let isMoved = false;
  try {
    const result = await createFile(directory, temporary, mode, async (file) => {
      const written = await write(file);
      await file.sync();
      return written;
    });
    // A hard link fails when something has appeared there, which a rename would replace.
    await (replaces ? rename : link)(from, to);
    isMoved = replaces;
    await directory.sync();
    return result;
  } finally {
    if (!isMoved) await rm(from, { force: true }).catch(() => undefined); // The next start of the app tries again.
  }
}

/** Writes a file of the app's own into an open file. */
export async function copyInto(file: FileHandle, from: string): Promise<void> {
  const source = await open(from, 'r');
  try {
    for await (const chunk of fileChunks(source)) await writeFully(file, chunk);
  } finally {
    await source.close();
  }
}

/** Puts a file of the app's own into a host folder, whole or not at all. */
export async function installFile(
  folder: string,
  parent: string,
  name: string,
  options: { from: string; mode: number },
): Promise<void> {
  const opened = await openDirectory(folder, parent, { make: true });
  if (opened.kind !== 'open') throw new Error(`${parent} is no folder`);
  const { directory } = opened;
  await inDirectory(directory, async () => {
    const temporary = Buffer.from(temporaryName());
    await createFile(directory, temporary, options.mode, (file) => copyInto(file, options.from));
    await rename(directory.entry(temporary), directory.entry(Buffer.from(name)));
  });
}
