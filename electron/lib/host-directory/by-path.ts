import type { BigIntStats } from 'node:fs';
import { lstat, realpath } from 'node:fs/promises';
import { resolve, sep } from 'node:path';
import type { HostDirectory, HostPath, Opened, OpenOptions } from './host-directory.ts';
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

interface Place {
  path: HostPath;
  identity: string;
}

/**
 * For systems without paths by descriptor: remembers every directory of the path, and checks all of them again each
 * time.
 */
export async function openByPath(
  folder: string,
  path: string,
  { make = false }: OpenOptions,
): Promise<Opened> {
  const top = resolve(folder);
  if ((await attempt(() => realpath(top))) !== top) throw folderGone(folder);
  const way: Place[] = [];
  let place: HostPath = sep === '/' ? Buffer.from(top) : top;
  for (const name of [undefined, ...partsOf(path)]) {
    if (name) place = below(place, name);
    const here = place;
    let stats = await attempt(() => lstat(here, { bigint: true }));
    if (stats === 'absent' && make && name) {
      await makeDirectory(here);
      stats = await attempt(() => lstat(here, { bigint: true }));
    }
    if (stats === 'absent') return { kind: 'absent' };
    if (stats === 'blocked' || !stats.isDirectory()) return await blocked(here);
    way.push({ path: here, identity: identityOf(stats) });
  }
  return { kind: 'open', directory: new RememberedDirectory(place, way) };
}

class RememberedDirectory implements HostDirectory {
  readonly #path: HostPath;
  readonly #way: readonly Place[];

  constructor(path: HostPath, way: readonly Place[]) {
    this.#path = path;
    this.#way = way;
  }

  entry(name: Uint8Array): HostPath {
    return below(this.#path, name);
  }

  async verify(): Promise<void> {
    for (const { path, identity } of this.#way) {
      const stats = await attempt(() => lstat(path, { bigint: true }));
      if (typeof stats === 'string' || identityOf(stats) !== identity) throw moved();
    }
  }

  async sync(): Promise<void> {
    await syncDirectory(this.#path);
  }

  async close(): Promise<void> {
    // No descriptor is open, so there is nothing to close.
  }
}

function identityOf(stats: BigIntStats): string {
  return `${stats.isDirectory()} ${stats.dev} ${stats.ino}`;
}

function below(place: HostPath, name: Uint8Array): HostPath {
  return typeof place === 'string'
    ? `${place}${sep}${Buffer.from(name).toString('utf8')}`
    : joined(place, name);
}
