import type { AppErrorType } from '../../electron/contract/error.ts';

/** The alert's title for each reason why the engine cannot be reached. The error's message holds the details. */
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

/** The message as it is shown below its title: what it says again at its start is left out. */
export function reasonBelow(title: string, message: string): string {
  const start = `${title}: `;
  if (!message.startsWith(start)) return message;
  const rest = message.slice(start.length);
  return rest.charAt(0).toUpperCase() + rest.slice(1);
}
