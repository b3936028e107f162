import { HOME_PATH } from '../objects/paths.ts';
import { terminalEnvironment } from '../objects/terminal-environment.ts';
import type { UserFiles } from './passwd.ts';

/** The programs that the agent installs for itself, in its home and so kept. */
const OWN_PREFIX = `${HOME_PATH}/.local`;
/** The engine's, for an image that sets none. */
const DEFAULT_PATH = '/usr/local/sbin:/usr/local/bin:/usr/sbin:/usr/bin:/sbin:/bin';

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
  return [
    ...entries.filter((entry) => !own.has(entry.slice(0, entry.indexOf('=')))),
    ...ownPrograms(imageEnv),
  ];
}

/**
 * The variables by which `npm install -g` installs into the home, and its programs are found there. They come after the
 * image's programs, so that no program of the agent takes the place of one that the app runs in it.
 */
function ownPrograms(imageEnv: readonly string[]): string[] {
  const imageValue = (name: string) =>
    imageEnv.find((entry) => entry.startsWith(`${name}=`))?.slice(name.length + 1);
  const folder = `${OWN_PREFIX}/bin`;
  const path = imageValue('PATH') || DEFAULT_PATH;
  const hasPrefix = imageEnv.some((entry) => /^npm_config_prefix=./i.test(entry));
  return [
    ...(path.split(':').includes(folder) ? [] : [`PATH=${path}:${folder}`]),
    ...(hasPrefix ? [] : [`NPM_CONFIG_PREFIX=${OWN_PREFIX}`]),
  ];
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
