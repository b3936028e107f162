import type { AppErrorType } from '../../electron/contract/error.ts';

/** The name of the alert for each way of not reaching the engine. Why and what to do is in the error's message. */
export function engineProblemTitle(type: AppErrorType): string {
  switch (type) {
    case 'engine-permission-denied':
      return 'Docker refuses access';
    case 'engine-too-old':
      return 'Docker is too old';
    case 'engine-tls':
      return 'The TLS connection to Docker failed';
    default:
      return 'Docker is not reachable';
  }
}
