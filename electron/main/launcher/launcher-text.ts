import { delimiter, resolve } from 'node:path';

/** The second line of each launcher, by which the app knows its own. */
const MARKER = '# Bulkhead wrote this file, and replaces or removes it (“Install command line…”).';
const MINIMUM_NODE = 20;

/**
 * The launcher as a POSIX shell script. The command line runs on Node.js, because the app's own program refuses to run
 * as Node (the fuse `runAsNode`). It exits with 127 when Node.js or the program is missing; the program itself
 * says when Node.js is too old, because to ask for the version starts it once more.
 */
export function launcherText(programPath: string): string {
  return `#!/bin/sh
${MARKER}
program=${quoted(programPath)}
fail() {
  printf 'bulkhead: %s\\n' "$1" >&2
  exit 127
}
command -v node >/dev/null 2>&1 || fail 'Node.js ${MINIMUM_NODE} or later is needed, and no "node" is on the PATH.'
[ -f "$program" ] || fail "$program is gone. Install the command line again in the app."
exec node "$program" "$@"
`;
}

export const isLauncherText = (text: string): boolean => text.split('\n', 2)[1] === MARKER;

/** Why no launcher can be installed here, and what to do instead; null when one can. */
export function launcherObstacle(options: {
  programPath: string;
  platform: NodeJS.Platform;
  env: NodeJS.ProcessEnv;
}): string | null {
  const { programPath, platform, env } = options;
  if (platform === 'win32')
    return `The launcher is a POSIX shell script. On Windows, run: node "${programPath}"`;
  // A terminal that is an AppImage itself passes its variables on, with another folder.
  if (env.APPIMAGE && programPath.startsWith(env.APPDIR ?? ''))
    return `An AppImage is at another place at each start. Install the deb or rpm package, or extract the AppImage once (“${env.APPIMAGE} --appimage-extract”) and link squashfs-root/resources/cli/bulkhead.cjs into a folder on your PATH as “bulkhead”.`;
  if (programPath.includes('/AppTranslocation/') || programPath.startsWith('/Volumes/'))
    return 'macOS runs this copy of the app from a place that does not last. Move it into Applications and start it there.';
  return null;
}

/** The line for a shell's profile that puts the folder on the PATH; null when it is there. */
export function pathLineOf(folder: string, home: string, env: NodeJS.ProcessEnv): string | null {
  const folders = (env.PATH ?? '').split(delimiter).filter((path) => path !== '');
  if (folders.some((path) => resolve(path) === folder)) return null;
  return `export PATH="$HOME${folder.slice(home.length)}:$PATH"`;
}

const quoted = (text: string): string => `'${text.replaceAll("'", `'\\''`)}'`;
