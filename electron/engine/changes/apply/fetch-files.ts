import { createWriteStream } from 'node:fs';
import type { Readable } from 'node:stream';
import { pipeline } from 'node:stream/promises';
import tar from 'tar-stream';
import { pathToBytes } from '../../../contract/change-path.ts';
import { AppFailure } from '../../../contract/error.ts';
import { type FolderReader, gitFailure } from '../reader.ts';
import { TAR } from '../scripts/read.ts';

/** Allows for a workspace of gigabytes on a slow machine. */
const FETCH_DEADLINE_MS = 60 * 60_000;

export interface WantedFile {
  path: string;
  /** The path on this machine that the content is written to. */
  to: string;
}

/** Brings regular files of an agent's folder here, as one stream. Rejects when any of them changes or goes meanwhile. */
export async function fetchFiles(
  reader: FolderReader,
  files: readonly WantedFile[],
  options: { signal: AbortSignal; onFile(done: number): void },
): Promise<void> {
  if (files.length === 0) return;
  const extract = tar.extract();
  let at = 0;
  // Their order identifies the files, because the agent chose the names and these need not be text.
  const unpacked = new Promise<void>((resolve, reject) => {
    extract.on('entry', ({ type }, content, next) => {
      const file = files[at++];
      if (!file || type !== 'file') return reject(changedMeanwhile());
      pipeline(content as unknown as Readable, createWriteStream(file.to, { mode: 0o600 })).then(() => {
        options.onFile(at);
        next();
      }, reject);
    });
    extract.on('finish', resolve);
    extract.on('error', reject);
  });
  // The rejection is handled below. Without this handler, an earlier failure would count as unhandled.
  unpacked.catch(() => undefined);
  const names = Buffer.concat(
    files.flatMap(({ path }) => [Buffer.from('./'), pathToBytes(path), Buffer.of(0)]),
  );
  const run = await reader.read(TAR, [], {
    signal: options.signal,
    deadlineMs: FETCH_DEADLINE_MS,
    stdin: names,
    expected: [1, 2],
    onStdout: (chunk) =>
      new Promise<void>((resolve) => {
        if (extract.write(Buffer.from(chunk))) resolve();
        else {
          extract.once('drain', resolve);
          unpacked.catch(() => resolve());
        }
      }),
  });
  if (run.exitCode === 1 || /file changed as we read it|No such file|File removed/i.test(run.stderr)) {
    throw changedMeanwhile();
  }
  if (run.exitCode !== 0) throw gitFailure(run);
  extract.end();
  await unpacked;
  if (at !== files.length) throw changedMeanwhile();
}

function changedMeanwhile(): AppFailure {
  return new AppFailure({
    type: 'conflict',
    message: 'The agent wrote to these files while they were read. Pause it, or try again.',
    actions: [{ kind: 'retry', label: 'Try again' }],
  });
}
