import { type FileHandle, rename, symlink, unlink } from 'node:fs/promises';
import type { Readable } from 'node:stream';
import tar, { type Headers } from 'tar-stream';
import { AppFailure } from '../../contract/error.ts';
import { createFile, temporaryName } from '../../lib/host-directory/create-file.ts';
import { fileChunks, writeFully } from '../../lib/host-directory/file-chunks.ts';
import { type HostDirectory, inDirectory, openDirectory } from '../../lib/host-directory/host-directory.ts';
import { withFile } from '../../lib/host-directory/host-file.ts';
import type { CopyResult } from './copy.ts';
import { entryParts, staysInside } from './entry-path.ts';

const MAXIMUM_ENTRIES = 1_000_000;

export interface TreeWriterOptions {
  /** Real path of the folder to write in. */
  folder: string;
  /** Name of the copy in the folder; empty: the content goes into the folder itself. */
  name: string;
  /** How many bytes of files are written at most. */
  maximumBytes: number;
  onProgress(soFar: CopyResult): void;
}

/**
 * Writes a tar of an agent's files into a folder. The agent chose every name in it: no link is followed, not even one
 * that was there before, links that lead out of the copy and special files are left out, and set-uid bits are dropped.
 */
export class TreeWriter {
  readonly #options: TreeWriterOptions;
  readonly #extract = tar.extract();
  readonly #result: CopyResult = { files: 0, bytes: 0, leftOut: [] };
  readonly #finished: Promise<void>;
  #entries = 0;

  constructor(options: TreeWriterOptions) {
    this.#options = options;
    this.#finished = new Promise((resolve, reject) => {
      this.#extract.on('finish', resolve);
      this.#extract.on('error', reject);
      this.#extract.on('entry', (header, content, next) => {
        this.#entry(header, content).then(next, reject);
      });
    });
    this.#finished.catch(() => undefined);
  }

  /** Rejects with the reason when the archive is broken, too large, or cannot be written. */
  async write(bytes: Uint8Array): Promise<void> {
    const written = new Promise<void>((resolve) => {
      this.#extract.write(Buffer.from(bytes.buffer, bytes.byteOffset, bytes.byteLength), () => resolve());
    });
    await Promise.race([written, this.#finished]);
  }

  /** Resolves when everything is written. */
  async end(): Promise<CopyResult> {
    this.#extract.end();
    await this.#finished;
    return this.#result;
  }

  async #entry(header: Headers, content: Readable): Promise<void> {
    this.#entries += 1;
    if (this.#entries > MAXIMUM_ENTRIES) throw tooMuch('These are too many files.');
    const below = entryParts(header.name);
    const why = below ? await this.#write(header, below, content) : 'Its name leads elsewhere.';
    if (why !== undefined) this.#result.leftOut.push({ path: header.name, why });
    // The next entry comes only after the content of this one, which only a file has read.
    if (why !== undefined || header.type !== 'file') await forEachChunk(content, async () => undefined);
    this.#options.onProgress(this.#result);
  }

  /** Resolves to the reason when the entry is left out. */
  async #write(header: Headers, below: readonly string[], content: Readable): Promise<string | undefined> {
    const path = this.#options.name === '' ? below : [this.#options.name, ...below];
    switch (header.type) {
      case 'directory':
        await this.#inFolder(path, async () => undefined);
        return undefined;
      case 'file':
        await this.#file(path, header, (file) => forEachChunk(content, (chunk) => this.#append(file, chunk)));
        return undefined;
      case 'link':
        return await this.#copyOf(header, path);
      case 'symlink':
        return await this.#link(path, below, header.linkname ?? '');
      default:
        return 'It is neither a file, a folder nor a link.';
    }
  }

  async #append(file: FileHandle, chunk: Uint8Array): Promise<void> {
    this.#result.bytes += chunk.length;
    if (this.#result.bytes > this.#options.maximumBytes)
      throw tooMuch(`This is more than ${this.#options.maximumBytes} bytes. Allow more with --max-size.`);
    await writeFully(file, chunk);
  }

  async #file(
    path: readonly string[],
    { mode = 0o644, mtime }: Headers,
    fill: (file: FileHandle) => Promise<void>,
  ): Promise<void> {
    await this.#inParent(path, async (directory, name) => {
      const temporary = Buffer.from(temporaryName());
      try {
        await createFile(directory, temporary, mode & 0o777, async (file) => {
          await fill(file);
          if (mtime) await file.utimes(mtime, mtime);
        });
        await rename(directory.entry(temporary), directory.entry(name));
      } catch (error) {
        await unlink(directory.entry(temporary)).catch(() => undefined);
        throw error;
      }
    });
    this.#result.files += 1;
  }

  /** A hard link names an earlier entry, which is copied. */
  async #copyOf(header: Headers, path: readonly string[]): Promise<string | undefined> {
    const { folder, name } = this.#options;
    const below = entryParts(header.linkname ?? '');
    if (!below) return 'It is a link to a name that leads elsewhere.';
    const original = name === '' ? below : [name, ...below];
    const copied = await withFile(folder, original.join('/'), async (source) => {
      await this.#file(path, header, async (file) => {
        for await (const chunk of fileChunks(source)) await this.#append(file, chunk);
      });
      return true;
    });
    return copied ? undefined : 'It is a link to a file that was not copied.';
  }

  async #link(
    path: readonly string[],
    below: readonly string[],
    target: string,
  ): Promise<string | undefined> {
    if (below.length === 0 || !staysInside(below.slice(0, -1), target))
      return `It is a link that leads out of the copy, to ${target}.`;
    await this.#inParent(path, async (directory, name) => {
      const temporary = Buffer.from(temporaryName());
      await symlink(target, directory.entry(temporary));
      await rename(directory.entry(temporary), directory.entry(name));
    });
    this.#result.files += 1;
    return undefined;
  }

  async #inParent(
    path: readonly string[],
    work: (directory: HostDirectory, name: Uint8Array) => Promise<void>,
  ): Promise<void> {
    const name = path.at(-1);
    if (name === undefined)
      throw new AppFailure({ type: 'conflict', message: 'A file is where a folder was.' });
    await this.#inFolder(path.slice(0, -1), (directory) => work(directory, Buffer.from(name)));
  }

  async #inFolder(path: readonly string[], work: (directory: HostDirectory) => Promise<void>): Promise<void> {
    const opened = await openDirectory(this.#options.folder, path.join('/'), { make: true });
    if (opened.kind === 'open') return await inDirectory(opened.directory, () => work(opened.directory));
    throw new AppFailure({
      type: 'conflict',
      message: `${[this.#options.folder, ...path].join('/')}: ${opened.kind === 'blocked' ? opened.why : 'It is not there.'}`,
    });
  }
}

/**
 * Passes each chunk to `work`, one after the other. An entry's stream does not end when an iteration is left, so that
 * `for await` would wait for ever.
 */
function forEachChunk(content: Readable, work: (chunk: Uint8Array) => Promise<void>): Promise<void> {
  return new Promise((resolve, reject) => {
    let last = Promise.resolve();
    // The end may come while the last chunk is being handled.
    content.on('end', () => void last.then(resolve, reject)).on('error', reject);
    content.on('data', (chunk: Buffer) => {
      content.pause();
      last = work(chunk);
      last.then(() => content.resume(), reject);
    });
  });
}

function tooMuch(message: string): AppFailure {
  return new AppFailure({ type: 'resource-limit', message });
}
