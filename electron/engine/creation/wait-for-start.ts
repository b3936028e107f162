import type { AgentSpec } from '../../contract/agent-spec.ts';
import { AppFailure } from '../../contract/error.ts';
import { type Clock, delay } from '../../lib/clock.ts';
import type { Engine } from '../docker/engine.ts';

/** A missing command ends its container within some 50 ms; on a busy machine it takes seconds. */
const WATCH_MS = 3_000;
/** Where nobody can see the command run, every start waits for so long. */
const BLIND_WATCH_MS = 400;
const POLL_MS = 20;
/** The engine's init process, before it has become, or started, the command. */
const INIT = /^\S*(docker-init|tini|catatonit)\b/;

/**
 * Resolves when the command of a started container runs. With an init process the engine reports every start as a
 * success, and a command that does not exist shows only in how the container ends: 127, or 126 when it is no program.
 * Throws `command-not-found` then. Ending in another way is the command's own affair.
 *
 * `processesVisible`: whether the engine can list what runs inside (not under gVisor); else it just waits a little.
 */
export async function waitForStart(
  engine: Engine,
  containerId: string,
  command: AgentSpec['command'],
  options: { clock: Clock; processesVisible: boolean; signal: AbortSignal },
): Promise<void> {
  const { clock, signal } = options;
  const until = clock.now() + (options.processesVisible ? WATCH_MS : BLIND_WATCH_MS);
  while (clock.now() < until) {
    const { State } = await engine.inspectContainer(containerId, { signal });
    if (!State.Running || State.Restarting) {
      if (State.ExitCode === 126 || State.ExitCode === 127) throw notFound(State.ExitCode, command);
      return;
    }
    if (options.processesVisible && (await commandRuns(engine, containerId, signal))) return;
    await delay(clock, POLL_MS, signal);
  }
}

async function commandRuns(engine: Engine, containerId: string, signal: AbortSignal): Promise<boolean> {
  try {
    const { Titles, Processes } = await engine.top(containerId, { signal });
    const column = Titles.findIndex((title) => /^(CMD|COMMAND)$/.test(title));
    return Processes.some((fields) => !INIT.test(fields[column] ?? ''));
  } catch (error) {
    // It ended between the two questions; the next look says how.
    if (error instanceof AppFailure && error.error.type === 'not-running') return false;
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
