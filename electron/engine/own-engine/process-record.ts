import { rm } from 'node:fs/promises';
import { z } from 'zod';
import { AppFailure } from '../../contract/error.ts';
import { writeAtomically } from '../../lib/atomic-write.ts';
import { isProcessAlive } from '../../lib/is-process-alive.ts';
import { processStat } from '../../lib/process-stat.ts';
import { readOwnFile } from '../../settings/own-file.ts';

const recordSchema = z.object({
  pid: z.number().int().positive(),
  /** Ticks from boot to the start of the process: with it, a process id that is used again is known. */
  startTicks: z.string(),
  /** A person started it to stay, so that no host stops it at its own end. */
  lasting: z.boolean(),
});
export type ProcessRecord = z.infer<typeof recordSchema>;

/**
 * The engine's first process, whichever host started it. Undefined: it does not run. Rejects with `engine-unreachable`
 * when the record is there and cannot be read, because an engine that is not known to run is ended with its agents.
 */
export async function readRecord(path: string): Promise<ProcessRecord | undefined> {
  const file = await readOwnFile(path);
  if (file.kind === 'none') return undefined;
  if (file.kind === 'unreadable')
    throw new AppFailure({
      type: 'engine-unreachable',
      message: `Whether the app’s own engine runs is in ${path}, which cannot be read. Make the file readable and try again.`,
      actions: [{ kind: 'retry', label: 'Retry' }],
      raw: String(file.error),
    });
  const parsed = recordSchema.safeParse(parseJson(file.text));
  if (!parsed.success || !isRunning(parsed.data)) return undefined;
  return parsed.data;
}

export async function writeRecord(path: string, pid: number, lasting: boolean): Promise<ProcessRecord> {
  const record = { pid, startTicks: startTicks(pid) ?? '', lasting };
  await writeAtomically(path, JSON.stringify(record));
  return record;
}

export async function removeRecord(path: string): Promise<void> {
  await rm(path, { force: true });
}

export function isRunning({ pid, startTicks: recorded }: ProcessRecord): boolean {
  return isProcessAlive(pid) && startTicks(pid) === recorded;
}

/** Field 22 of proc_pid_stat(5); the fields here begin with the third. */
function startTicks(pid: number): string | undefined {
  return processStat(pid)?.[19];
}

function parseJson(text: string): unknown {
  try {
    return JSON.parse(text);
  } catch {
    // The machine went down while it was written, and with it the process.
    return undefined;
  }
}
