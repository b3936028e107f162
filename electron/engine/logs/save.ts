import { writeFile } from 'node:fs/promises';
import { AppFailure } from '../../contract/error.ts';
import { replaceFile } from '../../lib/atomic-write.ts';
import type { Engine } from '../docker/engine.ts';
import { FrameReader } from '../docker/frames.ts';

const NEWLINE = 10;

/**
 * Streams the engine's whole log of a container into a file, byte for byte as the agent wrote it (stdout and stderr in
 * order). The file appears under its name only when it is complete. Rejects with `invalid-input` on the field `path`
 * when writing fails, and with `engine-unreachable` when the connection is lost.
 */
export async function saveLog(
  engine: Engine,
  containerId: string,
  path: string,
  signal: AbortSignal,
): Promise<{ lines: number; bytes: number }> {
  const { Config } = await engine.inspectContainer(containerId, { signal });
  const log = await engine.logs(containerId, { signal });
  const saved = { lines: 0, bytes: 0 };
  async function* counted(chunks: AsyncIterable<Buffer>): AsyncGenerator<Buffer> {
    for await (const bytes of payloads(chunks, Config.Tty)) {
      saved.bytes += bytes.length;
      for (let at = bytes.indexOf(NEWLINE); at >= 0; at = bytes.indexOf(NEWLINE, at + 1)) saved.lines += 1;
      yield bytes;
    }
  }
  try {
    await replaceFile(path, (file) => writeFile(file, counted(log), { signal }));
  } catch (error) {
    log.destroy();
    throw signal.aborted ? error : toFailure(path, error);
  }
  return saved;
}

/** Joins the payloads of each chunk, because a write per frame would be one per line. */
async function* payloads(chunks: AsyncIterable<Buffer>, tty: boolean): AsyncGenerator<Buffer> {
  let pieces: Uint8Array[] = [];
  const frames = new FrameReader((_source, payload) => pieces.push(payload));
  for await (const chunk of chunks) {
    if (tty) yield chunk;
    else {
      frames.push(chunk);
      yield Buffer.concat(pieces);
      pieces = [];
    }
  }
}

/** Converts an error: those of the file system name the path; all others came from the engine's stream. */
function toFailure(path: string, error: unknown): AppFailure {
  const { code, path: failedPath, message } = error as NodeJS.ErrnoException;
  if (failedPath !== undefined || code === 'ENOSPC' || code === 'EDQUOT' || code === 'EIO') {
    return new AppFailure({
      type: 'invalid-input',
      message: `The log cannot be saved to ${path}: ${reasons[code ?? ''] ?? message}. Choose another place.`,
      field: 'path',
      raw: message,
    });
  }
  return new AppFailure({
    type: 'engine-unreachable',
    message: 'The engine stopped sending before the log was complete. Nothing was saved.',
    actions: [{ kind: 'retry', label: 'Retry' }],
    raw: message,
  });
}

const reasons: Record<string, string> = {
  EACCES: 'you may not write there',
  EPERM: 'you may not write there',
  EROFS: 'that disk is read-only',
  ENOENT: 'that folder does not exist',
  ENOTDIR: 'that folder does not exist',
  EISDIR: 'that is a folder',
  ENOSPC: 'the disk is full',
  EDQUOT: 'your disk quota is used up',
};
