import type { Engine } from '../docker/engine.ts';
import { runInside } from '../docker/run-inside.ts';
import { isOfEarlierRun, type RunMark, runMarkText } from '../objects/run-mark.ts';

const VARIABLE = 'BULKHEAD_CONSOLE';
const DEADLINE_MS = 10_000;

/** A running program that a console of an earlier run started. */
export interface LeftBehindProgram {
  pid: number;
  command: string;
}

/** The environment entry that identifies the programs of a console. Their child processes inherit it. */
export function markEntry(mark: RunMark): string {
  return `${VARIABLE}=${runMarkText(mark)}`;
}

const FIND = [
  'for process in /proc/[0-9]*; do',
  `mark=$(tr '\\0' '\\n' <"$process/environ" 2>/dev/null | grep '^${VARIABLE}=') || continue`,
  `printf '%s\\t%s %s\\n' "\${process#/proc/}" "\${mark#*=}" "$(tr '\\0\\t\\n' '   ' <"$process/cmdline" 2>/dev/null)"`,
  'done',
].join('\n');

/** The engine cannot end an exec. This script hangs the programs up as a closing terminal does, and then kills them. */
const END = 'kill -HUP "$@" 2>/dev/null; sleep 1; kill -KILL "$@" 2>/dev/null; echo ended\tyes';

/**
 * Lists programs of this installation's consoles that a killed app left running. Empty for an image without a shell.
 */
export async function findLeftBehind(
  engine: Engine,
  containerId: string,
  mark: RunMark,
): Promise<LeftBehindProgram[]> {
  const signal = AbortSignal.timeout(DEADLINE_MS);
  const processes =
    (await runInside(engine, containerId, ['sh', '-c', FIND], '', signal)) ?? new Map<string, string>();
  return [...processes].flatMap(([pid, line]) => {
    const [marked = '', ...command] = line.trim().split(' ');
    if (!/^\d+$/.test(pid) || !isOfEarlierRun(marked, mark)) return [];
    return [{ pid: Number(pid), command: command.join(' ').slice(0, 200) }];
  });
}

/** Ends these programs. It searches again, because the kernel may have reused a process id since. */
export async function endLeftBehind(engine: Engine, containerId: string, mark: RunMark): Promise<void> {
  const programs = await findLeftBehind(engine, containerId, mark);
  if (programs.length === 0) return;
  const pids = programs.map(({ pid }) => String(pid));
  await runInside(
    engine,
    containerId,
    ['sh', '-c', END, 'sh', ...pids],
    '',
    AbortSignal.timeout(DEADLINE_MS),
  );
}
