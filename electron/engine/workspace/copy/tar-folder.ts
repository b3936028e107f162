import { constants } from 'node:fs';
import { type FileHandle, open } from 'node:fs/promises';
import { basename, dirname } from 'node:path';
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
  for await (const chunk of tarFile(place, Buffer.from(name), entry, { ...options, onProblem: fail })) {
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
  for await (const entry of walkFolder(root, options)) {
    const name = Buffer.concat([prefix, entry.path]);
    if (entry.kind === 'file') {
      for await (const chunk of tarFile(place, name, entry, options)) {
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
  options: TarOptions,
): AsyncGenerator<Uint8Array> {
  const file = await attempt(() => open(joinPath(root, path), OPEN_FLAGS));
  if (file === 'gone') return options.onProblem(path, 'changed');
  if (file === 'unreadable') return options.onProblem(path, 'unreadable');
  try {
    const stats = await file.stat({ bigint: true });
    if (!stats.isFile()) return options.onProblem(path, 'changed');
    const sizeBytes = Number(stats.size);
    // Fewer blocks than bytes means that there are holes, which a plain copy would fill.
    const hasHoles = stats.blocks !== undefined && Number(stats.blocks) * 512 < sizeBytes;
    const data = hasHoles && !options.isDense ? await dataParts(file, sizeBytes, options.signal) : undefined;
    yield tarHeader({
      type: 'file',
      name,
      ...common({ stats }, options),
      sizeBytes,
      ...(data ? { data } : {}),
    });
    let whole = true;
    let written = 0;
    for (const part of data ?? [{ offset: 0, length: sizeBytes }]) {
      for await (const chunk of readPart(file, part, options.signal)) {
        whole &&= chunk.whole;
        written += chunk.bytes.length;
        yield chunk.bytes;
      }
    }
    yield Buffer.alloc(padding(written));
    const after = await file.stat({ bigint: true });
    if (!whole || after.mtimeNs !== stats.mtimeNs || after.size !== stats.size) {
      options.onProblem(path, 'changed');
    }
  } finally {
    await file.close();
  }
}

/** Yields exactly the part's length, with zeros where a file has become shorter. */
async function* readPart(
  file: FileHandle,
  part: { offset: number; length: number },
  signal: AbortSignal,
): AsyncGenerator<{ bytes: Buffer; whole: boolean }> {
  for (let done = 0; done < part.length; ) {
    signal.throwIfAborted();
    const buffer = Buffer.alloc(Math.min(CHUNK_BYTES, part.length - done));
    const { bytesRead } = await file.read(buffer, 0, buffer.length, part.offset + done);
    const whole = bytesRead > 0;
    const bytes = whole ? buffer.subarray(0, bytesRead) : buffer;
    done += bytes.length;
    yield { bytes, whole };
  }
}

/** Finds the data of a file with holes by searching for zeros, because Node cannot query the file system for holes. */
async function dataParts(
  file: FileHandle,
  sizeBytes: number,
  signal: AbortSignal,
): Promise<{ offset: number; length: number }[]> {
  const parts: { offset: number; length: number }[] = [];
  const buffer = Buffer.alloc(4 * CHUNK_BYTES);
  const zeros = Buffer.alloc(HOLE_BYTES);
  for (let at = 0; at < sizeBytes; ) {
    signal.throwIfAborted();
    const { bytesRead } = await file.read(buffer, 0, buffer.length, at);
    if (bytesRead === 0) break;
    for (let block = 0; block < bytesRead; block += HOLE_BYTES) {
      const length = Math.min(HOLE_BYTES, bytesRead - block);
      if (buffer.compare(zeros, 0, length, block, block + length) === 0) continue;
      const last = parts.at(-1);
      if (last && last.offset + last.length === at + block) last.length += length;
      else parts.push({ offset: at + block, length });
    }
    at += bytesRead;
  }
  return parts;
}
