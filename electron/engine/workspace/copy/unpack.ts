import { Readable } from 'node:stream';
import { AppFailure } from '../../../contract/error.ts';
import { WORKSPACE_PATH } from '../../objects/paths.ts';
import type { CommandResult, OpenToolbox } from '../../toolbox/open-toolbox.ts';

/** Copies and commits may move gigabytes; the deadline lies within the lifetime of a toolbox. */
export const COPY_DEADLINE_MS = 55 * 60_000;

const UNPACK = [
  ...['tar', '--extract', '--file=-', `--directory=${WORKSPACE_PATH}`],
  ...['--no-same-owner', '--preserve-permissions', '--delay-directory-restore', '--warning=no-timestamp'],
];

const CHUNK_BYTES = 256 * 1024;

/**
 * Joins small pieces, because each small file would be sent in three. Measured: 100,000 of them take less than half as
 * long joined.
 */
async function* inChunks(pieces: AsyncIterable<Uint8Array>): AsyncGenerator<Uint8Array> {
  let waiting: Uint8Array[] = [];
  let bytes = 0;
  for await (const piece of pieces) {
    waiting.push(piece);
    bytes += piece.length;
    if (bytes < CHUNK_BYTES) continue;
    yield Buffer.concat(waiting);
    waiting = [];
    bytes = 0;
  }
  yield Buffer.concat(waiting);
}

/** Unpacks an archive into the workspace as the toolbox's user, who then owns all files. */
export async function unpackInto(
  toolbox: OpenToolbox,
  archive: AsyncIterable<Uint8Array>,
  signal: AbortSignal,
): Promise<void> {
  const stdin = Readable.from(inChunks(archive), { objectMode: true, highWaterMark: 4 });
  const result = await toolbox.run(UNPACK, { stdin, signal, deadlineMs: COPY_DEADLINE_MS });
  refuseFailure(result, 'The files could not be written into the workspace.');
}

/** Throws when the command failed; names a full disk of the engine (tar: "Wrote only…" where a block fits in part). */
export function refuseFailure({ exitCode, stderr }: CommandResult, message: string): void {
  if (exitCode === 0) return;
  if (/No space left on device|Disk quota exceeded|Wrote only \d+ of/i.test(stderr)) {
    throw new AppFailure({
      type: 'resource-limit',
      message:
        'The engine’s disk is full: the copy was given up and what it had written was removed. Make room there, then try again.',
      raw: stderr.trim(),
      actions: [{ kind: 'retry', label: 'Try again' }],
    });
  }
  throw new AppFailure({
    type: 'workspace-unwritable',
    message,
    raw: stderr.trim() || `exit code ${exitCode}`,
  });
}
