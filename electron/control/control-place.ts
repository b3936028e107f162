import { createHash } from 'node:crypto';
import { lstatSync } from 'node:fs';
import { mkdir } from 'node:fs/promises';
import { join } from 'node:path';
import { AppFailure } from '../contract/error.ts';

/** Where the owner of a data folder listens. */
export interface ControlPlace {
  /** The folder of the socket; undefined for a named pipe, which has none. */
  readonly folder: string | undefined;
  /** The path to connect to: a Unix socket, or a named pipe on Windows. */
  readonly path: string;
}

/** `sun_path` has 104 bytes on macOS, one of them for the final zero. Node cuts longer paths silently. */
const MAXIMUM_SOCKET_PATH_BYTES = 103;
/** The longest name of a socket in the folder. */
const LONGEST_NAME_BYTES = 20;

/** The place that belongs to a data folder. Throws `invalid-input` where the path of a socket would be too long. */
export function controlPlaceOf(dataPath: string, platform: NodeJS.Platform = process.platform): ControlPlace {
  if (platform === 'win32') {
    const name = createHash('sha256').update(dataPath.toLowerCase()).digest('hex').slice(0, 32);
    return { folder: undefined, path: `\\\\.\\pipe\\bulkhead-${name}` };
  }
  const folder = join(dataPath, 'control');
  if (Buffer.byteLength(folder) + 1 + LONGEST_NAME_BYTES > MAXIMUM_SOCKET_PATH_BYTES) {
    throw new AppFailure({
      type: 'invalid-input',
      message: `The path of a socket has at most ${MAXIMUM_SOCKET_PATH_BYTES} bytes. Choose a data folder with a shorter path than ${dataPath}.`,
    });
  }
  return { folder, path: join(folder, 'bulkhead.sock') };
}

/** Creates the folder, for this person alone. Rejects with `conflict` when the folder belongs to somebody else. */
export async function makeControlFolder(folder: string): Promise<void> {
  await mkdir(folder, { recursive: true, mode: 0o700 });
  checkControlFolder(folder);
}

/**
 * Throws `conflict` unless this person owns the folder and nobody else may write to it: others could replace the socket.
 * One look at the disk takes less time than Node needs to wait for it, which every command would.
 */
export function checkControlFolder(folder: string): void {
  const stat = lstatSync(folder);
  if (stat.isDirectory() && stat.uid === process.getuid?.() && (stat.mode & 0o077) === 0) return;
  throw new AppFailure({
    type: 'conflict',
    message: `${folder} must be a folder that belongs to you and that nobody else can open (mode 0700). Remove it, or choose another data folder.`,
  });
}
