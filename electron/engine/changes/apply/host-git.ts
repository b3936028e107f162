import { execFile } from 'node:child_process';
import { AppFailure } from '../../../contract/error.ts';

const DEADLINE_MS = 10 * 60_000;

/**
 * Runs the person's git in a repository of theirs that no agent can write to: the folder that a private copy was made
 * of. Its settings are the person's own; its hooks stay out of it all the same. Rejects with what git said.
 */
export async function hostGit(
  folder: string,
  words: readonly string[],
  signal: AbortSignal,
  expectedCodes: readonly number[] = [],
): Promise<string> {
  const safe = ['-c', 'core.hooksPath=/dev/null', '-c', 'core.fsmonitor=false', '-c', 'gc.auto=0'];
  return await new Promise((resolve, reject) => {
    execFile(
      'git',
      ['-C', folder, ...safe, ...words],
      { signal, timeout: DEADLINE_MS, env: environment(), maxBuffer: 16 * 1024 * 1024 },
      (error, stdout, stderr) => {
        if (!error || (typeof error.code === 'number' && expectedCodes.includes(error.code))) {
          return resolve(stdout);
        }
        if (signal.aborted) return reject(signal.reason);
        reject(
          new AppFailure({
            type: 'conflict',
            message:
              error.code === 'ENOENT'
                ? 'There is no git on this machine, which makes the branch.'
                : 'git refused to make the branch in the host folder.',
            raw: stderr.trim() || error.message,
          }),
        );
      },
    );
  });
}

/** Without what a calling git or editor may have left: it would point git at another repository. */
function environment(): NodeJS.ProcessEnv {
  const own = Object.entries(process.env).filter(([name]) => !name.startsWith('GIT_'));
  return { ...Object.fromEntries(own), LC_ALL: 'C', GIT_TERMINAL_PROMPT: '0', GIT_OPTIONAL_LOCKS: '0' };
}
