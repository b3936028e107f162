import { AppFailure } from '../../contract/error.ts';
import { type Clock, delay } from '../../lib/clock.ts';
import type { Engine } from '../docker/engine.ts';

/** The engine records the exit a moment after the output has ended. */
const POLL_MS = 25;
const POLLS = 40;

/** Resolves to the exit code of an exec whose output has ended, or to `running` if the exec still runs after a second. */
export async function waitForExit(engine: Engine, clock: Clock, execId: string): Promise<number | 'running'> {
  for (let poll = 0; poll < POLLS; poll += 1) {
    const { Running, ExitCode } = await engine.inspectExec(execId);
    if (!Running && ExitCode !== null) return ExitCode;
    await delay(clock, POLL_MS);
  }
  return 'running';
}

/** Whether an engine call failed because the exec has vanished with its container. */
export function isExecGone(error: unknown): boolean {
  return error instanceof AppFailure && ['not-found', 'container-gone'].includes(error.error.type);
}
