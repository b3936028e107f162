import { type ExecFileException, execFile } from 'node:child_process';
import { delimiter } from 'node:path';
import { loginShellPath } from './login-shell-path.ts';

/** Deadline of a helper: a helper that prompts a person would wait for ever. */
const HELPER_TIMEOUT_MS = 15_000;

/** Where desktops install helpers that a shell finds and an app that was started from the desktop does not. */
const USUAL_FOLDERS = [
  '/usr/local/bin',
  '/opt/homebrew/bin',
  '/Applications/Docker.app/Contents/Resources/bin',
  '/Applications/OrbStack.app/Contents/MacOS/xbin',
];

/** Runs `docker-credential-<name> get` with the address on its standard input; resolves to its output. */
export type RunHelper = (name: string, address: string, signal?: AbortSignal) => Promise<string>;

export interface HelperMachine {
  readonly env: Readonly<Record<string, string | undefined>>;
  /** The path of the person's login shell; undefined where it cannot be read. */
  loginPath(): Promise<string | undefined>;
  readonly timeoutMs: number;
}

const thisMachine: HelperMachine = {
  env: process.env,
  loginPath: loginShellPath,
  timeoutMs: HELPER_TIMEOUT_MS,
};

/**
 * Runs a helper of Docker's command line. An app that was started from the desktop has a short path, so a helper that is
 * not on it is looked for on the path of the login shell and where desktops install them. Rejects with what went wrong,
 * in words that follow the helper's name.
 */
export async function runCredentialHelper(
  name: string,
  address: string,
  signal?: AbortSignal,
  machine: HelperMachine = thisMachine,
): Promise<string> {
  if (!/^[\w.-]+$/.test(name)) throw new Error('is no name of a credential helper');
  const own = machine.env.PATH ?? '';
  const first = await run(name, address, { path: own, machine, signal });
  if (first !== 'missing') return first;
  const path = [own, (await machine.loginPath()) ?? '', ...USUAL_FOLDERS].filter(Boolean).join(delimiter);
  const second = await run(name, address, { path, machine, signal });
  if (second !== 'missing') return second;
  throw new Error('was not found, neither on the path of this app nor on that of your login shell');
}

function run(
  name: string,
  address: string,
  options: { path: string; machine: HelperMachine; signal: AbortSignal | undefined },
): Promise<string | 'missing'> {
  const { path, machine, signal } = options;
  const { timeoutMs } = machine;
  return new Promise((resolve, reject) => {
    const child = execFile(
      `docker-credential-${name}`,
      ['get'],
      {
        timeout: timeoutMs,
        killSignal: 'SIGKILL',
        windowsHide: true,
        // Helpers run other programs, such as `pass`.
        env: { ...machine.env, PATH: path },
        ...(signal ? { signal } : {}),
      },
      (error, stdout, stderr) => {
        if (!error) resolve(stdout);
        else if (error.code === ('ENOENT' as unknown)) resolve('missing');
        else if (error.killed === true && !signal?.aborted && typeof error.code !== 'string')
          reject(new Error(`did not answer within ${timeoutMs / 1_000} seconds`));
        else reject(new Error(failureOf(error, stdout, stderr)));
      },
    );
    child.stdin?.on('error', () => undefined);
    child.stdin?.end(address);
  });
}

/** Why a helper failed, in words that follow its name; never what may be a secret. Pure. */
function failureOf(error: ExecFileException, stdout: string, stderr: string): string {
  const code: unknown = error.code;
  if (code === 'EACCES') return 'may not be run (permission denied)';
  if (code === 'ERR_CHILD_PROCESS_STDIO_MAXBUFFER') return 'printed more than an answer can have';
  if (error.signal) return `was ended by ${error.signal}`;
  // A helper explains a failure on its standard output. A program that prints an answer and fails is not quoted.
  const said = [stdout, stderr].map((text) => text.trim()).find((text) => text !== '' && !text.includes('{'));
  return said === undefined ? `failed (exit code ${String(code)})` : `failed (${said.slice(0, 300)})`;
}
