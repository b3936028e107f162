import { execFileSync } from 'node:child_process';
import { mkdtempSync, rmSync, statfsSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';

/** A file system of its own, which can be full or read-only. Only root can mount one. */
export interface SmallDisk {
  readonly path: string;
  /** Takes all of its room. */
  fill(): void;
  makeRoom(): void;
  setReadOnly(isReadOnly: boolean): void;
  remove(): void;
}

export const canMountDisks = process.platform === 'linux' && process.getuid?.() === 0;

export function mountSmallDisk(): SmallDisk {
  const path = mkdtempSync(join(tmpdir(), 'bulkhead-disk-'));
  const filler = join(path, 'filler');
  execFileSync('mount', ['-t', 'tmpfs', '-o', 'size=256k,mode=0700', 'tmpfs', path]);
  return {
    path,
    fill: () => {
      const { bavail, bsize } = statfsSync(path);
      writeFileSync(filler, Buffer.alloc(bavail * bsize));
    },
    makeRoom: () => rmSync(filler, { force: true }),
    setReadOnly: (isReadOnly) =>
      void execFileSync('mount', ['-o', `remount,${isReadOnly ? 'ro' : 'rw'},size=256k`, path]),
    remove: () => {
      execFileSync('umount', [path]);
      rmSync(path, { recursive: true });
    },
  };
}
