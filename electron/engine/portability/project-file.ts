import { createHash } from 'node:crypto';
import { constants } from 'node:fs';
import { open } from 'node:fs/promises';
import { join } from 'node:path';
import { AppFailure } from '../../contract/error.ts';

/** What a project may keep in its folder to propose an agent. */
export const PROJECT_FILE = 'bulkhead.yaml';
const MAXIMUM_BYTES = 256 * 1024;

/** A project's own proposal as it is now. `fingerprint` changes with every change of the file. */
export interface ProjectFile {
  text: string;
  fingerprint: string;
}

/**
 * The `bulkhead.yaml` of a folder on this machine; null when it has none. A link is not followed: it could lead to any
 * file of the person. Throws `invalid-input` for one that cannot be read or is too large.
 */
export async function readProjectFile(folder: string): Promise<ProjectFile | null> {
  const path = join(folder, PROJECT_FILE);
  let file: Awaited<ReturnType<typeof open>>;
  try {
    // O_NONBLOCK: a named pipe must not hold the app up. Windows has neither flag.
    file = await open(path, constants.O_RDONLY | (constants.O_NOFOLLOW ?? 0) | (constants.O_NONBLOCK ?? 0));
  } catch (error) {
    const { code } = error as NodeJS.ErrnoException;
    if (code === 'ENOENT' || code === 'ENOTDIR') return null;
    throw unreadable(path, reasons[code ?? ''] ?? String(error));
  }
  try {
    const stat = await file.stat();
    if (!stat.isFile()) throw unreadable(path, 'it is no ordinary file');
    if (stat.size > MAXIMUM_BYTES) throw unreadable(path, 'it is larger than 256 KiB');
    const text = await file.readFile('utf8');
    return { text, fingerprint: createHash('sha256').update(text).digest('hex') };
  } finally {
    await file.close();
  }
}

const reasons: Readonly<Record<string, string>> = {
  ELOOP: 'it is a symbolic link',
  EACCES: 'you may not read it',
  EPERM: 'you may not read it',
};

function unreadable(path: string, why: string): AppFailure {
  return new AppFailure({ type: 'invalid-input', message: `${path} cannot be used: ${why}.` });
}
