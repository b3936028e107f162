import type { Logger } from './logger.ts';

/** The parts of `process` in use. */
interface FaultyProcess {
  on(event: 'uncaughtException' | 'unhandledRejection', listener: (reason: unknown) => void): unknown;
}

/**
 * Ends the process after an error that nobody caught: what state it is in cannot be known, and main starts a new one.
 * The error is logged first; `exit` gets the code once.
 */
export function exitOnFault(options: {
  process: FaultyProcess;
  logger: Logger;
  exit(code: number): void;
}): void {
  const { process, logger, exit } = options;
  let ending = false;
  const end = (message: string) => (error: unknown) => {
    logger.error(message, { error });
    if (!ending) exit(1);
    ending = true;
  };
  process.on('uncaughtException', end('uncaught exception'));
  process.on('unhandledRejection', end('unhandled rejection'));
}
