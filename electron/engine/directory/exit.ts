import type { Exit } from '../../contract/agent.ts';
import type { ContainerInspect } from '../docker/api.ts';
import { engineTime } from '../objects/engine-time.ts';

/** Linux signal numbers (signal(7), x86 and ARM): the container's kernel sets them, not this machine's. */
const SIGNALS: Readonly<Record<number, string>> = {
  1: 'SIGHUP',
  2: 'SIGINT',
  3: 'SIGQUIT',
  4: 'SIGILL',
  5: 'SIGTRAP',
  6: 'SIGABRT',
  7: 'SIGBUS',
  8: 'SIGFPE',
  9: 'SIGKILL',
  10: 'SIGUSR1',
  11: 'SIGSEGV',
  12: 'SIGUSR2',
  13: 'SIGPIPE',
  14: 'SIGALRM',
  15: 'SIGTERM',
  24: 'SIGXCPU',
  25: 'SIGXFSZ',
  31: 'SIGSYS',
};

/** The signal that a shell-style exit code (128 + number) encodes. */
export function signalOf(exitCode: number): string | undefined {
  return SIGNALS[exitCode - 128];
}

/** Whether a request ended the container (`docker stop`, `docker kill`, Ctrl+C), judged by its exit code. */
export function endedByRequest(state: Pick<ContainerInspect['State'], 'ExitCode' | 'OOMKilled'>): boolean {
  const signal = signalOf(state.ExitCode);
  if (signal === 'SIGKILL') return !state.OOMKilled;
  return signal === 'SIGTERM' || signal === 'SIGINT';
}

/**
 * Adds an `oom` event (at `oomAt`, ms since the epoch by the engine's clock) of this run to the state. Under load the
 * engine sets `OOMKilled` only after it has reported the end, or never.
 */
export function withMemoryKill(
  state: ContainerInspect['State'],
  oomAt: number | undefined,
): ContainerInspect['State'] {
  const startedAt = engineTime(state.StartedAt);
  if (oomAt === undefined || startedAt === undefined || oomAt < startedAt) return state;
  return { ...state, OOMKilled: true };
}

/**
 * Describes why a container ended; undefined while it runs. The engine's `OOMKilled` is also true when only a child was
 * killed and the main process exited normally later, so it is reported beside the exit code and does not replace it.
 */
export function describeExit(
  state: ContainerInspect['State'],
  known: { pidsLimitHit?: boolean } = {},
): Exit | undefined {
  const neverStarted = state.Status === 'created';
  if (neverStarted && !state.Error) return undefined;
  if (state.Running && !state.Restarting) return undefined;
  const finishedAt = engineTime(state.FinishedAt);
  return {
    code: state.ExitCode,
    oomKilled: state.OOMKilled,
    ...(finishedAt === undefined ? {} : { finishedAt }),
    ...(state.Error ? { error: state.Error } : {}),
    reason: [reasonOf(state), known.pidsLimitHit ? 'Its process limit was reached.' : '']
      .filter(Boolean)
      .join(' '),
  };
}

function reasonOf(state: ContainerInspect['State']): string {
  if (state.Error) return `Could not start: ${state.Error}`;
  const signal = signalOf(state.ExitCode);
  if (state.OOMKilled && signal === 'SIGKILL') return 'Out of memory: killed by the kernel.';
  const exit = signal ? `Killed by ${signal}.` : exitCodeLabel(state.ExitCode);
  return state.OOMKilled
    ? `${exit} Before that, the kernel killed a process in it for want of memory.`
    : exit;
}

/** Shells and runtimes use 126 and 127 for a command that could not be run (POSIX, `docker run`). */
function exitCodeLabel(code: number): string {
  switch (code) {
    case 0:
      return 'Finished (exit code 0).';
    case 126:
      return 'Exit code 126: the command may not be run.';
    case 127:
      return 'Exit code 127: the command was not found.';
    default:
      return `Exit code ${code}.`;
  }
}
