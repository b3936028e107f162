import { HOST_SUFFIX, type KeyPlaces } from './keys.ts';

export interface ConfigPlaces extends KeyPlaces {
  /** Program and arguments that `ssh` runs to reach an agent; the name of the host is added. */
  proxy: readonly string[];
  platform: NodeJS.Platform;
}

/** The file that `~/.ssh/config` includes. */
export function configText({ identity, knownHosts, proxy, platform }: ConfigPlaces): string {
  // OpenSSH before 9.6 passes host names with shell characters on, and names come from links and submodules. Only a
  // single quote would leave the quotes around %n; Windows has no shell in between.
  const quote = platform === 'win32' ? windowsQuote : shellQuote;
  const command = [...proxy.map((word) => quote(word).replaceAll('%', '%%')), quote('%n')].join(' ');
  return [
    '# Written by “bulkhead ssh-config”; changes are lost.',
    `Host *${HOST_SUFFIX} "!*'*"`,
    `  ProxyCommand ${command}`,
    '  User agent',
    `  IdentityFile ${pathValue(identity)}`,
    '  IdentitiesOnly yes',
    `  UserKnownHostsFile ${pathValue(knownHosts)}`,
    '  StrictHostKeyChecking yes',
    '  ForwardAgent no',
    '  ForwardX11 no',
    '  PermitLocalCommand no',
    '',
  ].join('\n');
}

/** The one line in `~/.ssh/config`. */
export function includeLine(path: string): string {
  return `Include "${path.replaceAll('\\', '/')}"`;
}

/** Adds the line at the top, where it belongs to no host; returns undefined if it is there. */
export function withInclude(config: string, line: string): string | undefined {
  if (config.split(/\r?\n/).includes(line)) return undefined;
  const lineEnd = config.includes('\r\n') ? '\r\n' : '\n';
  return `${line}${lineEnd}${config}`;
}

/** Removes the line, and nothing else; returns undefined if it is not there. */
export function withoutInclude(config: string, line: string): string | undefined {
  const lines = config.split('\n');
  const others = lines.filter((each) => each.replace(/\r$/, '') !== line);
  return others.length === lines.length ? undefined : others.join('\n');
}

/** OpenSSH expands % in these paths, and reads quotes around spaces. */
function pathValue(path: string): string {
  return `"${path.replaceAll('\\', '/').replaceAll('%', '%%')}"`;
}

function shellQuote(word: string): string {
  return `'${word.replaceAll("'", "'\\''")}'`;
}

function windowsQuote(word: string): string {
  return `"${word}"`;
}
