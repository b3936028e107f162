import { execFile } from 'node:child_process';

const ANSWER_MS = 5_000;

/** Asks the session's bus whether anybody shows icons of the StatusNotifierItem protocol. */
const QUESTION = [
  '--session',
  '--print-reply',
  '--dest=org.freedesktop.DBus',
  '/org/freedesktop/DBus',
  'org.freedesktop.DBus.NameHasOwner',
  'string:org.kde.StatusNotifierWatcher',
];

/** Runs a program; resolves to what it printed, and rejects when it fails. */
export type Run = (program: string, words: readonly string[]) => Promise<string>;

const runProgram: Run = (program, words) =>
  new Promise((resolve, reject) => {
    execFile(program, [...words], { timeout: ANSWER_MS }, (error, output) =>
      error ? reject(error) : resolve(output),
    );
  });

/**
 * Whether the desktop shows tray icons. macOS and Windows always do. On Linux many do not, such as GNOME without an
 * extension, and Electron does not say so; there a window that was hidden to the tray could not be found again.
 */
export async function hasTray(platform: NodeJS.Platform, run: Run = runProgram): Promise<boolean> {
  if (platform !== 'linux') return true;
  try {
    return (await run('dbus-send', QUESTION)).includes('boolean true');
  } catch {
    // Without the program or a bus nobody can be asked.
    return false;
  }
}
