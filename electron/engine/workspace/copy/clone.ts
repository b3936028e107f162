import { spawn } from 'node:child_process';
import { dirname, join } from 'node:path';
import { AppFailure } from '../../../contract/error.ts';
import { cancelled } from '../../docker/errors.ts';
import { gitEnvironment } from '../git/git-environment.ts';
import { borrowRepository, localFolder } from './local-source.ts';

/** Keeps the end of git's error output, which explains the failure best. */
const MAX_COMPLAINT = 8 * 1024;

export interface CloneOptions {
  signal: AbortSignal;
  onProgress(progress: { text: string; done: number; total: number }): void;
  environment: NodeJS.ProcessEnv;
}

/**
 * Fetches a repository into a new folder on this machine, without a work tree. Uses the person's own git, because their
 * SSH keys, credential helpers and company proxies exist only here. Nothing of the repository runs or is checked out
 * here: no hooks, filters or submodules; a toolbox checks out the files. git has no terminal, so it never prompts. An
 * agent may have written a repository on this machine, so such a one is fetched without any settings.
 */
export async function cloneRepository(
  source: { url: string; ref: string },
  folder: string,
  options: CloneOptions,
): Promise<void> {
  const local = localFolder(source.url);
  if (local === undefined) return await clone(source, folder, cloneEnvironment(options.environment), options);
  const scratch = await borrowRepository(local, options.signal);
  try {
    await clone({ ...source, url: scratch.repository }, folder, gitEnvironment(options.environment), options);
    const origin = ['config', '--file', join(folder, '.git/config'), 'remote.origin.url', source.url];
    await scratch.run(origin, options);
  } finally {
    await scratch.remove();
  }
}

async function clone(
  source: { url: string; ref: string },
  folder: string,
  env: NodeJS.ProcessEnv,
  { signal, onProgress }: CloneOptions,
): Promise<void> {
  if (signal.aborted) throw cancelled();
  const words = [
    ...['-c', 'core.hooksPath=/dev/null', '-c', 'core.fsmonitor=false'],
    ...['clone', '--no-checkout', '--no-local', '--progress', '--template='],
    ...(source.ref ? ['--branch', source.ref] : []),
    ...['--', source.url, folder],
  ];
  const git = spawn('git', words, {
    // Runs outside of every repository, because git would read the settings of an enclosing one.
    cwd: dirname(folder),
    stdio: ['ignore', 'ignore', 'pipe'],
    env,
    // A separate session: it has no terminal for prompts, and one id ends git and its helpers.
    detached: process.platform !== 'win32',
  });
  const onAbort = () => endGroup(git.pid);
  signal.addEventListener('abort', onAbort, { once: true });
  let output = '';
  git.stderr.setEncoding('utf8').on('data', (text: string) => {
    output = (output + text).slice(-MAX_COMPLAINT);
    const progress = progressIn(text);
    if (progress) onProgress(progress);
  });
  try {
    const code = await new Promise<number | null>((resolve, reject) => {
      git.once('error', reject);
      git.once('close', resolve);
    });
    if (signal.aborted) throw cancelled();
    if (code !== 0) throw cloneFailure(output);
  } catch (error) {
    if (error instanceof Error && 'code' in error && error.code === 'ENOENT') throw noGit();
    throw error;
  } finally {
    signal.removeEventListener('abort', onAbort);
  }
}

function cloneEnvironment(environment: NodeJS.ProcessEnv): NodeJS.ProcessEnv {
  const own = Object.entries(environment).filter(
    ([name]) => !name.startsWith('GIT_') || /^GIT_(SSH|SSL|PROXY|CONFIG_GLOBAL|EXEC_PATH)/.test(name),
  );
  return {
    ...Object.fromEntries(own),
    LC_ALL: 'C.UTF-8',
    GIT_TERMINAL_PROMPT: '0',
    GIT_ALLOW_PROTOCOL: 'http:https:ssh:git',
    GIT_LFS_SKIP_SMUDGE: '1',
  };
}

function endGroup(pid: number | undefined): void {
  if (pid === undefined) return;
  try {
    process.kill(process.platform === 'win32' ? pid : -pid, 'SIGTERM');
  } catch (error) {
    // The process ended by itself at this moment.
    if (!(error instanceof Error && 'code' in error && error.code === 'ESRCH')) throw error;
  }
}

/**
 * Longer than any line of progress. What a server writes before a colon may be longer, and each of its letters could begin a
 * match.
 */
const PROGRESS_CHARACTERS = 500;

/** Parses the newest "Receiving objects:  45% (450/1000), 1.20 MiB | …" in a piece of git's output. Pure. */
export function progressIn(text: string): { text: string; done: number; total: number } | undefined {
  const progress = [
    ...text
      .slice(-PROGRESS_CHARACTERS)
      .matchAll(/(?:remote: )?(\w[\w ]+):\s+\d+% \((\d+)\/(\d+)\)(?:, ([\d.]+ \w+))?/g),
  ].at(-1);
  if (!progress) return undefined;
  const [, what = '', done, total, size] = progress;
  return { text: size ? `${what}, ${size}` : what, done: Number(done), total: Number(total) };
}

function noGit(): AppFailure {
  return new AppFailure({
    type: 'not-found',
    field: 'workspace.url',
    message:
      'There is no git on this machine, and repositories are fetched with yours. Install git, or copy a folder.',
    actions: [{ kind: 'retry', label: 'Try again' }],
  });
}

/** Converts git's error output to a failure for a person. Pure. */
export function cloneFailure(output: string): AppFailure {
  const fail = (
    type: 'not-found' | 'network-error' | 'resource-limit',
    message: string,
    field = 'workspace.url',
  ) =>
    new AppFailure({
      type,
      field,
      message,
      raw: output.trim(),
      actions: [{ kind: 'retry', label: 'Try again' }],
    });
  if (/Remote branch .* not found/i.test(output)) {
    return fail('not-found', 'The repository has no such branch or tag.', 'workspace.ref');
  }
  if (/No space left on device/i.test(output)) {
    return fail(
      'resource-limit',
      'This machine’s disk is full: the repository could not be fetched. Make room, then try again.',
    );
  }
  if (
    /could not read Username|Authentication failed|Permission denied|terminal prompts disabled|Host key verification/i.test(
      output,
    )
  ) {
    return fail(
      'network-error',
      'The repository’s server let git in neither with your keys nor with your credential helper. Try “git clone” once in a terminal, then again here.',
    );
  }
  if (/does not exist|not found|does not appear to be a git repository/i.test(output)) {
    return fail('not-found', 'There is no repository at this address, or you may not see it.');
  }
  return fail('network-error', 'The repository could not be fetched.');
}
