import type { AgentSpec } from '../../contract/agent-spec.ts';
import { AppFailure } from '../../contract/error.ts';
import { type Clock, delay } from '../../lib/clock.ts';
import type { Engine } from '../docker/engine.ts';

/** A missing command ends its container within some 50 ms; on a busy machine it takes seconds. */
const WATCH_MS = 3_000;
/** Wait after each start on engines that cannot list processes (gVisor, rootless without control groups). */
const BLIND_WATCH_MS = 400;
const POLL_MS = 20;
/** Matches the engine's init process before it has started the command. */
const INIT = /^\S*(docker-init|tini|catatonit)\b/;

/**
 * Resolves when the command of a started container runs. With an init process the engine reports every start as a
 * success; a missing command shows only in the exit code: 127, or 126 when it is not executable. Throws
 * `command-not-found` then. Every other exit code is the command's own.
 *
 * `processesVisible`: whether the engine can list the container's processes (not under gVisor). Otherwise waits a fixed
 * time.
 */
export async function waitForStart(
  engine: Engine,
  containerId: string,
  command: AgentSpec['command'],
  options: { clock: Clock; processesVisible: boolean; signal: AbortSignal },
): Promise<void> {
  const { clock, signal } = options;
  const startedAt = clock.monotonic();
  let { processesVisible } = options;
  while (clock.monotonic() < startedAt + (processesVisible ? WATCH_MS : BLIND_WATCH_MS)) {
    const { State } = await engine.inspectContainer(containerId, { signal });
    if (!State.Running || State.Restarting) {
      if (State.ExitCode === 126 || State.ExitCode === 127) throw notFound(State.ExitCode, command);
      return;
    }
    const runs = processesVisible && (await commandRuns(engine, containerId, signal));
    if (runs === true) return;
    if (runs === undefined) processesVisible = false;
    await delay(clock, POLL_MS, signal);
  }
}

/** Whether the container runs another program than the engine's init; undefined when the engine cannot list any. */
async function commandRuns(
  engine: Engine,
  containerId: string,
  signal: AbortSignal,
): Promise<boolean | undefined> {
  try {
    const { Titles, Processes } = await engine.top(containerId, { signal });
    const column = Titles.findIndex((title) => /^(CMD|COMMAND)$/.test(title));
    return Processes.some((fields) => !INIT.test(fields[column] ?? ''));
  } catch (error) {
    // The container ended between the two requests; the next inspection reports how.
    if (error instanceof AppFailure && error.error.type === 'not-running') return false;
    if (error instanceof AppFailure && error.error.type === 'internal') return undefined;
    throw error;
  }
}

function notFound(exitCode: number, [program]: AgentSpec['command']): AppFailure {
  const name = program ? `“${program}”` : 'its own command';
  return new AppFailure({
    type: 'command-not-found',
    field: 'command',
    message:
      exitCode === 127
        ? `The image cannot run ${name}: there is no such command in it. Check the spelling, or give its full path.`
        : `The image cannot run ${name}: it is not a program that may be run.`,
    actions: [{ kind: 'choose-image', label: 'Choose another image' }],
  });
}
