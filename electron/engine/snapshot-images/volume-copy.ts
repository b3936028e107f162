import { AppFailure } from '../../contract/error.ts';
import type { Clock } from '../../lib/clock.ts';
import { actions } from '../docker/error-rules.ts';
import type { StepContext } from '../operations/run-steps.ts';
import type { CommandResult, OpenToolbox } from '../toolbox/open-toolbox.ts';
import type { Toolbox } from '../toolbox/toolbox.ts';
import type { ToolboxRequest } from '../toolbox/toolbox-plan.ts';

const HOURS_6_MS = 6 * 3_600_000;
const PROGRESS_EVERY_MS = 200;
/** One record of GNU tar is 20 blocks of 512 bytes. */
const RECORD_BYTES = 10_240;

/**
 * Opens a toolbox that may copy whole volumes with their owners; it has no network, and only these volumes are mounted.
 */
export async function withCopier<T>(
  toolbox: Toolbox,
  request: Pick<ToolboxRequest, 'agentId' | 'mounts'>,
  signal: AbortSignal,
  work: (open: OpenToolbox) => Promise<T>,
): Promise<T> {
  const open = await toolbox.open(
    { ...request, user: '0:0', capabilities: ['CHOWN', 'DAC_OVERRIDE', 'FOWNER'], lifetimeMs: HOURS_6_MS },
    signal,
  );
  try {
    return await work(open);
  } finally {
    await open.close();
  }
}

/** Bytes of a folder on the engine's disk; a sparse file counts by its allocated blocks. */
export async function bytesIn(open: OpenToolbox, folder: string, signal: AbortSignal): Promise<number> {
  const { stdout } = await mustRun(open, ['du', '-sk', '--', folder], signal);
  return Number.parseInt(stdout.toString('utf8'), 10) * 1024;
}

/** Throws `resource-limit` when the disk has too little space. Writes of other programs meanwhile are not known. */
export async function requireSpace(
  open: OpenToolbox,
  folder: string,
  bytes: number,
  signal: AbortSignal,
): Promise<void> {
  const { stdout } = await mustRun(open, ['df', '-kP', '--', folder], signal);
  const freeBytes = Number(stdout.toString('utf8').trim().split('\n').at(-1)?.split(/\s+/)[3]) * 1024;
  if (Number.isNaN(freeBytes) || freeBytes > bytes) return;
  throw new AppFailure({
    type: 'resource-limit',
    message: `The engine’s disk has ${roughSize(freeBytes)} free, and this takes ${roughSize(bytes)}. Nothing was changed.`,
    actions: [actions.freeDisk, actions.retry],
  });
}

/**
 * Copies a folder and everything below it byte for byte: owners, permissions, times to the nanosecond, both kinds of
 * links, holes, extended attributes, and names that are not valid text. Skips sockets, which are useless without the
 * program that listens. `tolerant`: the files may change meanwhile.
 */
export async function copyTree(
  open: OpenToolbox,
  { from, to, tolerant }: { from: string; to: string; tolerant: boolean },
  report: { signal: AbortSignal; onBytes(bytes: number): void },
): Promise<void> {
  const result = await open.run(['sh', '-c', COPY, 'copy', from, to, tolerant ? '1' : '0'], {
    signal: report.signal,
    deadlineMs: HOURS_6_MS,
    onStdout: (chunk) => {
      const at = chunk.toString().trimEnd().split('\n').at(-1) ?? '';
      const records = Number.parseInt(at.replace(/\D+/g, ''), 10);
      if (!Number.isNaN(records)) report.onBytes(records * RECORD_BYTES);
    },
  });
  if (result.exitCode !== 0) throw copyFailure(result);
}

/**
 * tar exits with 1 when a file changed while it was read. Checkpoints are written to descriptor 3, which is standard
 * output.
 */
const COPY = `
exec 3>&1
from=$1 to=$2 tolerant=$3 said=$(mktemp -d /tmp/copy.XXXXXX)
{
  tar -C "$from" --format=posix --numeric-owner --acls --xattrs --sparse --warning=no-file-ignored -cf - .
  echo $? > "$said/read"
} | {
  tar -C "$to" --numeric-owner --same-owner --same-permissions --acls --xattrs --xattrs-include='user.*' \\
    --checkpoint=200 --checkpoint-action='exec=echo $TAR_CHECKPOINT >&3' --warning=no-timestamp -xf -
  echo $? > "$said/write"
}
read=$(cat "$said/read") write=$(cat "$said/write")
rm -r "$said"
[ "$write" = 0 ] || exit 12
[ "$read" = 0 ] || { [ "$read" = 1 ] && [ "$tolerant" = 1 ]; } || exit 11
`;

/** Runs a short script; throws its failure as a readable message. */
export async function mustRun(
  open: OpenToolbox,
  command: readonly string[],
  signal: AbortSignal,
): Promise<CommandResult> {
  const result = await open.run(command, { signal, deadlineMs: HOURS_6_MS });
  if (result.exitCode !== 0) throw copyFailure(result);
  return result;
}

function copyFailure({ exitCode, stderr }: CommandResult): AppFailure {
  const raw = stderr.trim().slice(-2000) || `exit code ${exitCode}`;
  if (/no space left on device|disk quota exceeded/i.test(stderr)) {
    return new AppFailure({
      type: 'resource-limit',
      message:
        'The engine’s disk is full: the files could not all be copied. What was there before stays as it was.',
      actions: [actions.freeDisk, actions.retry],
      raw,
    });
  }
  return new AppFailure({
    type: 'conflict',
    message: 'The files could not all be copied. What was there before stays as it was.',
    actions: [actions.retry],
    raw,
  });
}

/** Reports the progress of several consecutive copies in bytes, at most once per interval. */
export function pacedBytes(clock: Clock, { progress }: Pick<StepContext, 'progress'>, total: number) {
  let toldAt = 0;
  let before = 0;
  return {
    next(bytes: number) {
      before += bytes;
    },
    report(bytes: number) {
      const now = clock.now();
      if (now - toldAt < PROGRESS_EVERY_MS) return;
      toldAt = now;
      progress({ unit: 'bytes', done: Math.min(before + bytes, total), total });
    },
  };
}

const roughSize = (bytes: number) =>
  bytes < 1024 ** 3 ? `${Math.ceil(bytes / 1024 ** 2)} MiB` : `${(bytes / 1024 ** 3).toFixed(1)} GiB`;
