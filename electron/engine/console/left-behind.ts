import type { Engine } from '../docker/engine.ts';
import { runInside } from '../docker/run-inside.ts';
import { isOfEarlierRun, type RunMark, runMarkText } from '../objects/run-mark.ts';

const VARIABLE = 'BULKHEAD_CONSOLE';
const DEADLINE_MS = 10_000;

/** A program that a console of an earlier run started and that still runs. */
export interface LeftBehindProgram {
  pid: number;
  command: string;
}

/** The environment entry by which a console's programs are found again, also those that they start. */
export function markEntry(mark: RunMark): string {
  return `${VARIABLE}=${runMarkText(mark)}`;
}

const FIND = [
  'for process in /proc/[0-9]*; do',
  `mark=$(tr '\\0' '\\n' <"$process/environ" 2>/dev/null | grep '^${VARIABLE}=') || continue`,
  `printf '%s\\t%s %s\\n' "\${process#/proc/}" "\${mark#*=}" "$(tr '\\0\\t\\n' '   ' <"$process/cmdline" 2>/dev/null)"`,
  'done',
].join('\n');

/** The engine has no way to end an exec, and nobody to ask: a hang-up as of a closed terminal, then an end. */
const END = 'kill -HUP "$@" 2>/dev/null; sleep 1; kill -KILL "$@" 2>/dev/null; echo ended\tyes';

/** Programs of this installation's consoles that an app which was killed left running. Empty without a shell inside. */
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

/** Ends them. What is found is looked up again, so that a process id is not one that was given out anew. */
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
