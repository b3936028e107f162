import type { ProgramSignal } from '../../contract/console.ts';
import type { Logger } from '../../lib/logger.ts';
import type { Engine } from '../docker/engine.ts';
import { runInside } from '../docker/run-inside.ts';

const END_WITHIN_MS = 10_000;

/** Set in the environment of every exec to an id of its own, which all of its programs inherit. */
export const EXEC_VARIABLE = 'BULKHEAD_EXEC';

/** The engine cannot signal an exec. This function finds its programs by their environment. */
const SIGNAL = [
  'signal() { for process in /proc/[0-9]*; do',
  `  tr '\\0' '\\n' <"$process/environ" 2>/dev/null | grep -qx "${EXEC_VARIABLE}=$1" && kill -"$2" "\${process#/proc/}" 2>/dev/null`,
  'done; true; }',
].join('\n');
const SIGNAL_ONCE = `${SIGNAL}\nsignal "$1" "$2"`;
const END = `${SIGNAL}\nsignal "$1" TERM; sleep 1; signal "$1" KILL`;

/** Where the programs of an exec run. */
export interface ExecPrograms {
  engine: Engine;
  containerId: string;
  /** The value of `EXEC_VARIABLE`. */
  id: string;
  logger: Logger;
}

export async function signalPrograms(programs: ExecPrograms, name: ProgramSignal): Promise<void> {
  await runScript(programs, [SIGNAL_ONCE, 'sh', programs.id, name]);
}

/** Asks the programs of an exec to end, and ends them a second later. */
export async function endPrograms(programs: ExecPrograms): Promise<void> {
  await runScript(programs, [END, 'sh', programs.id]);
}

async function runScript(
  { engine, containerId, logger }: ExecPrograms,
  script: readonly string[],
): Promise<void> {
  const signal = AbortSignal.timeout(END_WITHIN_MS);
  await runInside(engine, containerId, ['sh', '-c', ...script], '', signal).catch((error: unknown) =>
    logger.warn('programs of an exec may not have received a signal', { error }),
  );
}
