import { execFile } from 'node:child_process';

/**
 * Whom a commit names as its author: as the person's own settings say. Those of the repository are not read, because an
 * agent may have written them. `folder` is one of the app's own, so that git finds no repository around it.
 */
export async function personOf(
  folder: string,
  signal: AbortSignal,
): Promise<{ name: string; email: string }> {
  const ask = (key: string) =>
    new Promise<string>((resolve, reject) => {
      const words = ['config', '--global', '--no-includes', '--get', key];
      execFile('git', words, { cwd: folder, signal, env: environment() }, (error, stdout) => {
        if (signal.aborted) return reject(signal.reason);
        // git fails when no name is set.
        resolve(error ? '' : stdout.trim());
      });
    });
  return {
    name: (await ask('user.name')) || 'Bulkhead',
    email: (await ask('user.email')) || 'bulkhead@localhost',
  };
}

function environment(): NodeJS.ProcessEnv {
  const own = Object.entries(process.env).filter(
    ([name]) => !name.startsWith('GIT_') || name === 'GIT_CONFIG_GLOBAL',
  );
  return { ...Object.fromEntries(own), LC_ALL: 'C.UTF-8' };
}
