import { stat } from 'node:fs/promises';
import { openByDescriptor } from './by-descriptor.ts';
import { openByPath } from './by-path.ts';

/** A path on this machine as text or bytes. */
export type HostPath = string | Buffer;

/**
 * A directory of a host folder. Other programs may rename folders and create symlinks at any moment. On Linux a
 * descriptor holds the directory, so its entries are always in that very directory. Elsewhere its path is checked
 * before and after each step.
 */
export interface HostDirectory {
  /** Returns the path of an entry, for one call that does not follow a final link. */
  entry(name: Uint8Array): HostPath;
  /** Rejects with `conflict` when the directory has been moved or replaced since it was opened. */
  verify(): Promise<void>;
  /** Resolves once the directory's entries are on disk, where the file system can do that. */
  sync(): Promise<void>;
  close(): Promise<void>;
}

export type Opened =
  | { kind: 'open'; directory: HostDirectory }
  | { kind: 'absent' }
  /** A symlink or a file exists in place of a folder. */
  | { kind: 'blocked'; why: string };

export interface OpenOptions {
  /** Creates missing directories below the folder. */
  make?: boolean;
}

/**
 * Opens a directory of a host folder, one part of its path after the other. Follows no symlink, not even one to the
 * folder itself. `path` is below the folder, with "/"; "" is the folder. Rejects with `conflict` when the folder itself
 * does not exist.
 */
export async function openDirectory(
  folder: string,
  path: string,
  options: OpenOptions = {},
): Promise<Opened> {
  const open = (await hasDescriptorPaths()) ? openByDescriptor : openByPath;
  return await open(folder, path, options);
}

/** Runs `work` in an open directory and closes it. Verifies the directory before and after the work. */
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

/** Whether "/proc/self/fd/N/name" addresses an entry of an open directory: on Linux, where /proc is mounted. */
function hasDescriptorPaths(): Promise<boolean> {
  descriptorPaths ??=
    process.platform === 'linux'
      ? stat('/proc/self/fd').then(
          (stats) => stats.isDirectory(),
          () => false,
        )
      : Promise.resolve(false);
  return descriptorPaths;
}
