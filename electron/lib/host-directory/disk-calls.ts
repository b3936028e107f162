import fs, { type BigIntStats, type Dirent } from 'node:fs';
import { promisify } from 'node:util';

type Answer<T> = T | Promise<T>;

/** Calls of the file system. Their answer is there at once, or comes later: `await` takes both. */
export interface DiskCalls {
  open(path: Buffer | string, flags: number): Answer<number>;
  fstat(file: number): Answer<BigIntStats>;
  lstat(path: Buffer | string): Answer<BigIntStats>;
  readdir(path: Buffer | string): Answer<Dirent<Buffer>[]>;
  readlink(path: Buffer): Answer<Buffer>;
  /** Resolves to the number of bytes that were read from this position of the file. */
  read(file: number, buffer: Buffer, length: number, position: number): Answer<number>;
  close(file: number): Answer<void>;
}

/** What this thread works at most before others get a turn. */
const TURN_MS = 4;
/** A call that takes longer has waited for a disk or a network. */
const SLOW_CALL_MS = 25;
/** After such a call, others wait in the thread pool for so long. */
const SLOW_FOR_MS = 1_000;

const open = promisify(fs.open);
const fstat = promisify(fs.fstat);
const lstat = promisify(fs.lstat);
const readdir = promisify(fs.readdir);
const readlink = promisify(fs.readlink);
const read = promisify(fs.read);

const pooled: DiskCalls = {
  open: (path, flags) => open(path, flags),
  fstat: (file) => fstat(file, { bigint: true }),
  lstat: (path) => lstat(path, { bigint: true }),
  readdir: (path) => readdir(path, { withFileTypes: true, encoding: 'buffer' }),
  readlink: (path) => readlink(path, { encoding: 'buffer' }),
  read: async (file, buffer, length, position) => (await read(file, buffer, 0, length, position)).bytesRead,
  close: promisify(fs.close),
};

/**
 * Calls for going through many small files. Through the thread pool each costs several times what the system needs when
 * it has the file in memory. So they are made directly, a few milliseconds at a time; after one that had to wait, the
 * next second's go through the pool, so that a slow disk holds nobody up.
 */
export class DiskPace {
  #turnBegan = performance.now();
  #slowUntil = 0;
  readonly #direct: DiskCalls = {
    open: (path, flags) => this.#timed(() => fs.openSync(path, flags)),
    fstat: (file) => this.#timed(() => fs.fstatSync(file, { bigint: true })),
    lstat: (path) => this.#timed(() => fs.lstatSync(path, { bigint: true })),
    readdir: (path) => this.#timed(() => fs.readdirSync(path, { withFileTypes: true, encoding: 'buffer' })),
    readlink: (path) => this.#timed(() => fs.readlinkSync(path, { encoding: 'buffer' })),
    read: (file, buffer, length, position) =>
      this.#timed(() => fs.readSync(file, buffer, 0, length, position)),
    close: (file) => fs.closeSync(file),
  };

  /** Resolves to the calls for one file, or for a few, after others had their turn. */
  async turn(): Promise<DiskCalls> {
    const now = performance.now();
    if (now < this.#slowUntil) return pooled;
    if (now - this.#turnBegan > TURN_MS) {
      await new Promise((resolve) => setImmediate(resolve));
      this.#turnBegan = performance.now();
    }
    return this.#direct;
  }

  #timed<T>(call: () => T): T {
    const before = performance.now();
    try {
      return call();
    } finally {
      const now = performance.now();
      if (now - before > SLOW_CALL_MS) this.#slowUntil = now + SLOW_FOR_MS;
    }
  }
}
