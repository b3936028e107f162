import { stat } from 'node:fs/promises';
import { openByDescriptor } from './by-descriptor.ts';
import { openByPath } from './by-path.ts';

/** A path on this machine, byte for byte. */
export type HostPath = string | Buffer;

/**
 * A directory of a host folder, in which entries are named. Somebody else may rename folders and plant symlinks at any
 * moment. On Linux a descriptor holds the directory, so what is named in it is in that very directory. Elsewhere the
 * way there is checked before and after each step.
 */
export interface HostDirectory {
  /** Names an entry for one call that does not follow a link at the end of a path. */
  entry(name: Uint8Array): HostPath;
  /** Rejects with `conflict` when the directory is not where it was opened any more. */
  verify(): Promise<void>;
  close(): Promise<void>;
}

export type Opened =
  | { kind: 'open'; directory: HostDirectory }
  | { kind: 'absent' }
  /** A symlink or a file is where a folder has to be. */
  | { kind: 'blocked'; why: string };

export interface OpenOptions {
  /** Makes what is missing below the folder. */
  make?: boolean;
}

/**
 * Opens a directory of a host folder, one part of its path after the other. No symlink on the way is followed, not even
 * one to the folder itself. `path` is below the folder, with "/"; "" is the folder. Rejects with `conflict` when the
 * folder itself is not there.
 */
export async function openDirectory(
  folder: string,
  path: string,
  options: OpenOptions = {},
): Promise<Opened> {
  const open = (await hasDescriptorPaths()) ? openByDescriptor : openByPath;
  return await open(folder, path, options);
}

/** Works in an open directory and closes it. The directory must be where it was opened, before and after the work. */
export async function inDirectory<T>(directory: HostDirectory, work: () => Promise<T>): Promise<T> {
  try {
    await directory.verify();
    const result = await work();
    await directory.verify();
    return result;
  } finally {
    await directory.close();
  }
}

let descriptorPaths: Promise<boolean> | undefined;

/** Whether "/proc/self/fd/N/name" names an entry of an open directory: on Linux, where /proc is mounted. */
function hasDescriptorPaths(): Promise<boolean> {
  descriptorPaths ??=
    process.platform === 'linux'
      ? stat('/proc/self/fd').then(
          (found) => found.isDirectory(),
          () => false,
        )
      : Promise.resolve(false);
  return descriptorPaths;
}
