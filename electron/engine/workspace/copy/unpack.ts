import { Readable } from 'node:stream';
import { AppFailure } from '../../../contract/error.ts';
import { WORKSPACE_PATH } from '../../agents/mounts.ts';
import type { CommandResult, OpenToolbox } from '../../toolbox/open-toolbox.ts';

/** Copies and commits move gigabytes: as long as an agent's toolbox lives. */
export const COPY_DEADLINE_MS = 55 * 60_000;

const UNPACK = [
  ...['tar', '--extract', '--file=-', `--directory=${WORKSPACE_PATH}`],
  ...['--no-same-owner', '--preserve-permissions', '--delay-directory-restore', '--warning=no-timestamp'],
];

/** Unpacks an archive into the workspace, as the toolbox's user: everything belongs to that. */
export async function unpackInto(
  toolbox: OpenToolbox,
  archive: AsyncIterable<Uint8Array>,
  signal: AbortSignal,
): Promise<void> {
  const stdin = Readable.from(archive, { objectMode: true, highWaterMark: 4 });
  const result = await toolbox.run(UNPACK, { stdin, signal, deadlineMs: COPY_DEADLINE_MS });
  refuseFailure(result, 'The files could not be written into the workspace.');
}

/** A command that must not fail; says so when the engine's disk is full. */
export function refuseFailure({ exitCode, stderr }: CommandResult, message: string): void {
  if (exitCode === 0) return;
  if (/No space left on device|Disk quota exceeded/i.test(stderr)) {
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
