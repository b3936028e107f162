import { constants } from 'node:fs';
import { basename, dirname } from 'node:path';
import { type DiskCalls, DiskPace } from '../../../lib/host-directory/disk-calls.ts';
import { padding, TAR_END, tarHeader } from './tar-header.ts';
import {
  attempt,
  type FolderEntry,
  joinPath,
  type WalkOptions,
  type WalkProblem,
  walkFolder,
} from './walk.ts';

const CHUNK_BYTES = 256 * 1024;
/** Granularity of the search for holes; file systems have no smaller holes. */
const HOLE_BYTES = 4096;
/** Flags against files swapped meanwhile: a link is not followed, and a pipe does not block. */
const OPEN_FLAGS = constants.O_RDONLY | (constants.O_NOFOLLOW ?? 0) | (constants.O_NONBLOCK ?? 0);

export interface TarProgress {
  files: number;
  bytes: number;
}

export interface TarOptions extends WalkOptions {
  onProgress(progress: TarProgress): void;
  /** Prefix of every name, for an archive of a folder that is unpacked below another. */
  prefix?: string;
  /** Whether files with holes are archived with zeros in their place, for readers that know no holes. */
  isDense?: boolean;
  /** Files that are not in the folder, or not as they are there. */
  added?: readonly { path: string; content: Buffer }[];
  /** Owner of every entry; root when absent. */
  owner?: { uid: number; gid: number };
}

/** Archives a single file under another name, as `tarFolder` does a folder. Rejects when it cannot be read. */
export async function* tarSingleFile(
  path: string,
  { name, ...options }: TarOptions & { name: string },
): AsyncGenerator<Uint8Array> {
  const entry = { path: Buffer.from(basename(path)) };
  const fail = (_: Buffer, problem: WalkProblem) => {
    if (problem !== 'changed') throw new Error(`${path} cannot be read`);
    options.onProblem(entry.path, problem);
  };
  const progress = { files: 0, bytes: 0 };
  const place = Buffer.from(dirname(path));
  const what = { ...options, onProblem: fail, pace: new DiskPace() };
  for await (const chunk of tarFile(place, Buffer.from(name), entry, what)) {
    progress.bytes += chunk.length;
    options.onProgress(progress);
    yield chunk;
  }
  progress.files += 1;
  options.onProgress(progress);
  yield TAR_END;
}

/**
 * Archives a folder as tar with unchanged bytes. A file that changes during the read keeps the length of its header,
 * and is reported. Drops set-uid and set-gid bits.
 */
export async function* tarFolder(root: string, options: TarOptions): AsyncGenerator<Uint8Array> {
  const progress = { files: 0, bytes: 0 };
  const place = Buffer.from(root);
  const prefix = Buffer.from(options.prefix ?? '');
  const pace = new DiskPace();
  for await (const entry of walkFolder(root, options)) {
    const name = Buffer.concat([prefix, entry.path]);
    if (entry.kind === 'file') {
      for await (const chunk of tarFile(place, name, entry, { ...options, pace })) {
        progress.bytes += chunk.length;
        options.onProgress(progress);
        yield chunk;
      }
    } else {
      yield tarHeader({
        type: entry.kind,
        name: entry.kind === 'directory' ? Buffer.concat([name, Buffer.from('/')]) : name,
        ...common(entry, options),
        sizeBytes: 0,
        ...(entry.target ? { target: entry.target } : {}),
      });
    }
    progress.files += 1;
    options.onProgress(progress);
  }
  for (const { path, content } of options.added ?? []) {
    const name = Buffer.concat([prefix, Buffer.from(path)]);
    const modifiedAt = Date.now() / 1000;
    yield tarHeader({ type: 'file', name, mode: 0o644, modifiedAt, sizeBytes: content.length });
    yield content;
    yield Buffer.alloc(padding(content.length));
  }
  yield TAR_END;
}

function common({ stats }: Pick<FolderEntry, 'stats'>, { owner }: TarOptions) {
  const modifiedAt = Number(stats.mtimeMs) / 1000;
  return { mode: Number(stats.mode) & 0o777, modifiedAt, ...(owner ? { owner } : {}) };
}

async function* tarFile(
  root: Buffer,
  name: Buffer,
  { path }: Pick<FolderEntry, 'path'>,
  options: TarOptions & { pace: DiskPace },
): AsyncGenerator<Uint8Array> {
  const { pace } = options;
  const calls = await pace.turn();
  const file = await attempt(() => calls.open(joinPath(root, path), OPEN_FLAGS));
  if (file === 'gone') return options.onProblem(path, 'changed');
  if (file === 'unreadable') return options.onProblem(path, 'unreadable');
  try {
    const stats = await calls.fstat(file);
    if (!stats.isFile()) return options.onProblem(path, 'changed');
    const sizeBytes = Number(stats.size);
    // Fewer blocks than bytes means that there are holes, which a plain copy would fill.
    const hasHoles = stats.blocks !== undefined && Number(stats.blocks) * 512 < sizeBytes;
    const data = hasHoles && !options.isDense ? await dataParts(file, sizeBytes, options) : undefined;
    const header = tarHeader({
      type: 'file',
      name,
      ...common({ stats }, options),
      sizeBytes,
      ...(data ? { data } : {}),
    });
    let whole = true;
    if (!data && sizeBytes <= CHUNK_BYTES) {
      // Most files are small: one piece each.
      const piece = Buffer.alloc(header.length + sizeBytes + padding(sizeBytes));
      header.copy(piece);
      whole = await readInto(calls, file, piece.subarray(header.length, header.length + sizeBytes));
      yield piece;
    } else {
      yield header;
      let written = 0;
      for (const part of data ?? [{ offset: 0, length: sizeBytes }]) {
        for await (const chunk of readPart(file, part, options)) {
          whole &&= chunk.whole;
          written += chunk.bytes.length;
          yield chunk.bytes;
        }
      }
      yield Buffer.alloc(padding(written));
    }
    const after = await calls.fstat(file);
    if (!whole || after.mtimeNs !== stats.mtimeNs || after.size !== stats.size) {
      options.onProblem(path, 'changed');
    }
  } finally {
    await calls.close(file);
  }
}

/** Fills the buffer from the beginning of a file; resolves to false when the file has become shorter. */
async function readInto(calls: DiskCalls, file: number, buffer: Buffer): Promise<boolean> {
  for (let done = 0; done < buffer.length; ) {
    const read = await calls.read(file, buffer.subarray(done), buffer.length - done, done);
    if (read === 0) return false;
    done += read;
  }
  return true;
}

interface Reading {
  pace: DiskPace;
  signal: AbortSignal;
}

/** Yields exactly the part's length, with zeros where a file has become shorter. */
async function* readPart(
  file: number,
  part: { offset: number; length: number },
  { pace, signal }: Reading,
): AsyncGenerator<{ bytes: Buffer; whole: boolean }> {
  for (let done = 0; done < part.length; ) {
    signal.throwIfAborted();
    const calls = await pace.turn();
    const buffer = Buffer.alloc(Math.min(CHUNK_BYTES, part.length - done));
    const read = await calls.read(file, buffer, buffer.length, part.offset + done);
    const whole = read > 0;
    const bytes = whole ? buffer.subarray(0, read) : buffer;
    done += bytes.length;
    yield { bytes, whole };
  }
}

/** Finds the data of a file with holes by searching for zeros, because Node cannot query the file system for holes. */
async function dataParts(
  file: number,
  sizeBytes: number,
  { pace, signal }: Reading,
): Promise<{ offset: number; length: number }[]> {
  const parts: { offset: number; length: number }[] = [];
  const buffer = Buffer.alloc(4 * CHUNK_BYTES);
  const zeros = Buffer.alloc(HOLE_BYTES);
  for (let at = 0; at < sizeBytes; ) {
    signal.throwIfAborted();
    const calls = await pace.turn();
    const read = await calls.read(file, buffer, buffer.length, at);
    if (read === 0) break;
    for (let block = 0; block < read; block += HOLE_BYTES) {
      const length = Math.min(HOLE_BYTES, read - block);
      if (buffer.compare(zeros, 0, length, block, block + length) === 0) continue;
      const last = parts.at(-1);
      if (last && last.offset + last.length === at + block) last.length += length;
      else parts.push({ offset: at + block, length });
    }
    at += read;
  }
  return parts;
}
