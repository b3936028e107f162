import { AppFailure } from '../../contract/error.ts';

export interface SshTarget {
  host: string;
  user?: string;
  port?: string;
  /** Path of a non-default socket on the remote machine. */
  socketPath?: string;
}

/** Parses `ssh://[user@]host[:port][/path/to/docker.sock]`, as Docker's command line does. Throws an `AppFailure`. */
export function parseSshUrl(url: string): SshTarget {
  const match = /^ssh:\/\/(?:([^@/:\s]+)@)?(\[[^\]\s]+\]|[^@/:\s]+)(?::(\d+))?(\/\S*)?$/.exec(url);
  const [, user, host = '', port, socketPath] = match ?? [];
  // ssh would read a host or user with a leading dash as an option.
  if (!match || host.startsWith('-') || user?.startsWith('-')) {
    throw new AppFailure({
      type: 'invalid-input',
      message: `“${url}” is not an SSH address. Use ssh://user@host or ssh://user@host:port.`,
      field: 'url',
    });
  }
  return {
    host: host.replace(/^\[|\]$/g, ''),
    ...(user ? { user } : {}),
    ...(port ? { port } : {}),
    ...(socketPath && socketPath !== '/' ? { socketPath } : {}),
  };
}

/** Arguments of the `ssh` process of one connection. ssh never prompts, because no terminal could answer. */
export function sshArguments(target: SshTarget): string[] {
  const { host, user, port, socketPath } = target;
  return [
    ...['-T', '-o', 'BatchMode=yes', '-o', 'ConnectTimeout=20'],
    ...(user ? ['-l', user] : []),
    ...(port ? ['-p', port] : []),
    ...['--', host, 'docker'],
    ...(socketPath ? ['-H', `unix://${shellQuote(socketPath)}`] : []),
    ...['system', 'dial-stdio'],
  ];
}

/** Quotes an argument, because ssh passes its arguments to the remote shell as one line. */
function shellQuote(text: string): string {
  return /^[\w./-]+$/.test(text) ? text : `'${text.replaceAll("'", `'\\''`)}'`;
}
