import type { Logger } from './logger.ts';

/** The part of `process` that `exitOnFault` uses. */
interface FaultyProcess {
  on(event: 'uncaughtException' | 'unhandledRejection', listener: (reason: unknown) => void): unknown;
}

/**
 * Ends the process after an uncaught error, because its state is then unknown; main starts a new process. The function
 * logs the error first and calls `exit` once.
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
