import { type AppErrorType, AppFailure } from '../contract/error.ts';

/** The exit codes of every command; `run` and `exec` exit with the program's own code when it ran. */
export const EXIT = {
  failure: 1,
  usage: 2,
  engine: 3,
  refused: 4,
  timeout: 5,
  /** As with `docker run`: Bulkhead itself failed, so the program has no exit code. */
  notRun: 125,
  notInvoked: 126,
  notFound: 127,
  interrupted: 130,
} as const;

/** The command line itself is wrong. */
export class UsageError extends Error {}

/** An operation did not end within its timeout. */
export class TimeoutError extends Error {}

/** The person's own flags refuse the outcome ("--fail-on-blocked"), or a risk was not accepted. */
export class RefusedError extends Error {}

/** Returns the exit code for the error of a command; `runsProgram` for `run` and `exec`. */
export function exitCodeOf(error: unknown, runsProgram: boolean): number {
  if (error instanceof UsageError) return EXIT.usage;
  if (error instanceof TimeoutError) return EXIT.timeout;
  if (error instanceof RefusedError) return EXIT.refused;
  if (error instanceof AppFailure) {
    const { type, raw = '' } = error.error;
    if (type === 'command-not-found' && /permission denied/i.test(raw)) return EXIT.notInvoked;
    return codeOfType(type, runsProgram);
  }
  return runsProgram ? EXIT.notRun : EXIT.failure;
}

function codeOfType(type: AppErrorType, runsProgram: boolean): number {
  switch (type) {
    case 'cancelled':
      return EXIT.interrupted;
    case 'invalid-input':
      return EXIT.usage;
    case 'engine-unreachable':
    case 'engine-permission-denied':
    case 'engine-too-old':
    case 'engine-tls':
      return EXIT.engine;
    case 'not-allowed':
    case 'secret-unavailable':
    case 'workspace-refused':
      return EXIT.refused;
    case 'command-not-found':
      return EXIT.notFound;
    default:
      return runsProgram ? EXIT.notRun : EXIT.failure;
  }
}
