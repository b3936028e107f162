import { terminalEnvironment } from '../objects/terminal-environment.ts';
import type { UserFiles } from './passwd.ts';

/**
 * Returns the variables that a login gives a person, for an image whose own variables are `imageEnv`: those win. The
 * engine sets none of them.
 */
export function loginEnvironment(options: {
  imageEnv: readonly string[];
  passwd: UserFiles['passwd'];
  uid: number;
  hasBash: boolean;
}): string[] {
  const { imageEnv, passwd, uid, hasBash } = options;
  const own = new Set(imageEnv.map((entry) => entry.slice(0, entry.indexOf('='))));
  const fields = passwd.split('\n').map((line) => line.split(':'));
  const [name = '', , , , , , shell = ''] = fields.find((entry) => entry[2] === String(uid)) ?? [];
  const user = name || (uid === 0 ? 'root' : 'agent');
  const entries = [
    ...terminalEnvironment(imageEnv),
    `USER=${user}`,
    `LOGNAME=${user}`,
    `SHELL=${hasBash ? '/bin/bash' : isUsable(shell) ? shell : '/bin/sh'}`,
  ];
  return entries.filter((entry) => !own.has(entry.slice(0, entry.indexOf('='))));
}

/** Accounts of services have a program that ends at once. */
function isUsable(shell: string): boolean {
  return shell.startsWith('/') && !/\/(nologin|false|sync|halt|shutdown)$/.test(shell);
}

/** Writes variables as an instruction of a Dockerfile. A passwd entry is the image's own text, so it is quoted. */
export function envInstruction(entries: readonly string[]): string {
  const quoted = entries.map((entry) => {
    const at = entry.indexOf('=');
    const value = entry.slice(at + 1).replace(/["\\$]/g, '\\$&');
    return `${entry.slice(0, at)}="${value}"`;
  });
  return quoted.length > 0 ? `ENV ${quoted.join(' ')}\n` : '';
}
