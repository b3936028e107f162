import { createHash } from 'node:crypto';
import { constants } from 'node:fs';
import { open } from 'node:fs/promises';
import { join } from 'node:path';
import { AppFailure } from '../../contract/error.ts';

/** File name of the agent that a project proposes in its folder. */
export const PROJECT_FILE = 'bulkhead.yaml';
const MAXIMUM_BYTES = 256 * 1024;

/** The current content of a project's proposal. `fingerprint` changes with every change of the file. */
export interface ProjectFile {
  text: string;
  fingerprint: string;
}

/**
 * Reads the `bulkhead.yaml` of a folder on this machine; null when it has none. Does not follow a link, which could
 * lead to any file of the person. Throws `invalid-input` for a file that is unreadable or too large.
 */
export async function readProjectFile(folder: string): Promise<ProjectFile | null> {
  const path = join(folder, PROJECT_FILE);
  let file: Awaited<ReturnType<typeof open>>;
  try {
    // With O_NONBLOCK a named pipe cannot block the app. Windows has neither flag.
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
