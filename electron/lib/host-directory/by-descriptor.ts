import { constants } from 'node:fs';
import { type FileHandle, open, readlink } from 'node:fs/promises';
import { resolve } from 'node:path';
import type { HostDirectory, Opened, OpenOptions } from './host-directory.ts';
import {
  attempt,
  blocked,
  folderGone,
  joined,
  makeDirectory,
  moved,
  partsOf,
  syncDirectory,
} from './parts.ts';

/**
 * Linux's flag to open a directory without the right to read it, which "/home" may not give. Node has no constant for
 * it; the number is the same for every processor that Electron runs on (asm-generic/fcntl.h).
 */
const O_PATH = 0o10000000;
const FLAGS = O_PATH | constants.O_DIRECTORY | constants.O_NOFOLLOW;

/**
 * Opens each part of a path relative to its directory. Node has no `openat`, but "/proc/self/fd/N/name" has the same
 * effect.
 */
export async function openByDescriptor(
  folder: string,
  path: string,
  { make = false }: OpenOptions,
): Promise<Opened> {
  const parts = [
    ...partsOf(resolve(folder)).map((name) => ({ name, isBelow: false })),
    ...partsOf(path).map((name) => ({ name, isBelow: true })),
  ];
  const way = [await open('/', FLAGS)];
  let place: Buffer = Buffer.alloc(0);
  try {
    for (const { name, isBelow } of parts) {
      const entry = entryOf(way.at(-1), name);
      let next = await attempt(() => open(entry, FLAGS));
      if (next === 'absent' && make && isBelow) {
        await makeDirectory(entry);
        next = await attempt(() => open(entry, FLAGS));
      }
      if (typeof next === 'string') {
        if (!isBelow) throw folderGone(folder);
        return next === 'absent' ? { kind: 'absent' } : await blocked(entry);
      }
      way.push(next);
      place = joined(place, name);
    }
    const last = way.pop();
    if (!last) throw new Error('no directory was opened');
    return { kind: 'open', directory: new DescriptorDirectory(last, place) };
  } finally {
    for (const handle of way) await handle.close();
  }
}

class DescriptorDirectory implements HostDirectory {
  readonly #handle: FileHandle;
  readonly #place: Buffer;

  constructor(handle: FileHandle, place: Buffer) {
    this.#handle = handle;
    this.#place = place;
  }

  entry(name: Uint8Array): Buffer {
    return entryOf(this.#handle, name);
  }

  async verify(): Promise<void> {
    const now = await readlink(`/proc/self/fd/${this.#handle.fd}`, { encoding: 'buffer' });
    if (!now.equals(this.#place)) throw moved();
  }

  async sync(): Promise<void> {
    // What was opened with O_PATH cannot be synced.
    await syncDirectory(`/proc/self/fd/${this.#handle.fd}/.`);
  }

  async close(): Promise<void> {
    await this.#handle.close();
  }
}

function entryOf(handle: FileHandle | undefined, name: Uint8Array): Buffer {
  return joined(Buffer.from(`/proc/self/fd/${handle?.fd}`), name);
}
