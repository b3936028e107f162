import { execFile } from 'node:child_process';
import { userInfo } from 'node:os';

const WITHIN_MS = 5_000;
/** Marks the value among whatever the person's profile prints. */
const MARK = '\u001e';

let known: Promise<string | undefined> | undefined;

/** The path of the person's login shell, read once; undefined on Windows, and where the shell does not say it. */
export function loginShellPath(): Promise<string | undefined> {
  known ??= readLoginShellPath(process.env.SHELL || (userInfo().shell ?? ''));
  return known;
}

/** Runs the shell as a login does. Never rejects. */
export function readLoginShellPath(shell: string): Promise<string | undefined> {
  if (!shell.startsWith('/')) return Promise.resolve(undefined);
  return new Promise((resolve) => {
    const child = execFile(
      shell,
      ['-l', '-c', `printf '${MARK}%s${MARK}' "$PATH"`],
      { timeout: WITHIN_MS, killSignal: 'SIGKILL' },
      (_error, stdout) => resolve(stdout.split(MARK)[1] || undefined),
    );
    // A profile that asks something gets no answer.
    child.stdin?.end();
  });
}
