import { createHash } from 'node:crypto';
import { lstatSync, mkdirSync } from 'node:fs';
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

/** Where the engine host of a data folder listens. Throws `invalid-input` where the path of a socket would be too long. */
export function controlPlaceOf(dataPath: string, platform: NodeJS.Platform = process.platform): ControlPlace {
  return placeIn(dataPath, { folder: 'control', pipe: 'bulkhead' }, platform);
}

/** Where the app listens from its start, before it has an engine host. Throws as `controlPlaceOf`. */
export function appPlaceOf(dataPath: string, platform: NodeJS.Platform = process.platform): ControlPlace {
  return placeIn(dataPath, { folder: 'app', pipe: 'bulkhead-app' }, platform);
}

function placeIn(
  dataPath: string,
  names: { folder: string; pipe: string },
  platform: NodeJS.Platform,
): ControlPlace {
  if (platform === 'win32') {
    const id = createHash('sha256').update(dataPath.toLowerCase()).digest('hex').slice(0, 32);
    return { folder: undefined, path: `\\\\.\\pipe\\${names.pipe}-${id}` };
  }
  const folder = join(dataPath, names.folder);
  if (Buffer.byteLength(folder) + 1 + LONGEST_NAME_BYTES > MAXIMUM_SOCKET_PATH_BYTES) {
    throw new AppFailure({
      type: 'invalid-input',
      message: `The path of a socket has at most ${MAXIMUM_SOCKET_PATH_BYTES} bytes. Choose a data folder with a shorter path than ${dataPath}.`,
    });
  }
  return { folder, path: join(folder, 'bulkhead.sock') };
}

/** Creates the folder, for this person alone. Throws `conflict` when the folder belongs to somebody else. */
export function makeControlFolder(folder: string): void {
  mkdirSync(folder, { recursive: true, mode: 0o700 });
  checkControlFolder(folder);
}

/** Whether the folder is there. Throws `conflict` as `checkControlFolder`. */
export function hasControlFolder(folder: string): boolean {
  try {
    checkControlFolder(folder);
    return true;
  } catch (error) {
    // A data folder that is no folder has no host either: whoever makes it says so.
    if (['ENOENT', 'ENOTDIR'].includes((error as NodeJS.ErrnoException).code ?? '')) return false;
    throw error;
  }
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
