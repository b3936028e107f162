import { execFile } from 'node:child_process';
import { open } from 'node:fs/promises';
import { homedir } from 'node:os';
import { join } from 'node:path';
import { splitCommand } from '../contract/command-line.ts';
import { AppFailure } from '../contract/error.ts';
import type { SecretSource } from '../contract/secrets.ts';
import { assertNever } from '../lib/assert-never.ts';
import { Secret } from '../lib/secret.ts';
import { checkValue, firstLine, MAXIMUM_SECRET_BYTES } from './check-value.ts';

/** Time for a person to unlock a password manager. */
const COMMAND_WITHIN_MS = 30_000;
/** The file of an account holds several tokens. */
const ACCOUNT_LIMIT_BYTES = 64 * 1024;
const READ_AT_MOST_BYTES = MAXIMUM_SECRET_BYTES * 2;

export interface SourceOptions {
  environment: NodeJS.ProcessEnv;
  commandWithinMs?: number;
}

/** Reads a secret from its source outside of the app. Rejects with `secret-unavailable` and the reason. */
export async function readSource(
  source: Exclude<SecretSource, { kind: 'typed' }>,
  options: SourceOptions,
): Promise<Secret> {
  const { text, from } = await read(source, options);
  const checked = checkValue(text);
  if (checked.ok) return new Secret(checked.value);
  throw unavailable(`${from}: ${checked.message}`);
}

/** Reads the text of an account, such as the file of a program. Rejects with `secret-unavailable` and the reason. */
export async function readAccountSource(
  source: Exclude<SecretSource, { kind: 'typed' }>,
  options: SourceOptions,
): Promise<Secret> {
  return new Secret((await read(source, options, ACCOUNT_LIMIT_BYTES)).text);
}

async function read(
  source: Exclude<SecretSource, { kind: 'typed' }>,
  { environment, commandWithinMs = COMMAND_WITHIN_MS }: SourceOptions,
  limitBytes = READ_AT_MOST_BYTES,
): Promise<{ text: string; from: string }> {
  switch (source.kind) {
    case 'environment': {
      const text = environment[source.variable];
      if (text === undefined)
        throw unavailable(
          `The app’s environment has no ${source.variable}. Start the app from where it is set.`,
        );
      return { text, from: source.variable };
    }
    case 'file':
      return { text: await readFileText(source.path, limitBytes), from: source.path };
    case 'command':
      return { text: await commandText(source.command, environment, commandWithinMs), from: 'The command' };
    default:
      return assertNever(source);
  }
}

/** Reads a limited size, because the path may name a device with endless content. */
async function readFileText(path: string, limitBytes: number): Promise<string> {
  try {
    const file = await open(path.startsWith('~/') ? join(homedir(), path.slice(2)) : path, 'r');
    try {
      if (!(await file.stat()).isFile()) throw unavailable(`${path} is no regular file.`);
      const { bytesRead, buffer } = await file.read(Buffer.alloc(limitBytes), 0, limitBytes, 0);
      return buffer.toString('utf8', 0, bytesRead);
    } finally {
      await file.close();
    }
  } catch (error) {
    if (error instanceof AppFailure) throw error;
    const code = (error as NodeJS.ErrnoException).code;
    const why = code === 'ENOENT' ? 'does not exist' : `cannot be read (${code})`;
    throw unavailable(`${path} ${why}.`);
  }
}

/** Runs the command without a shell. No error contains its output, which may be the secret. */
async function commandText(
  command: string,
  environment: NodeJS.ProcessEnv,
  withinMs: number,
): Promise<string> {
  const parsed = splitCommand(command);
  if (!parsed.ok) throw unavailable(parsed.message);
  const [program, ...args] = parsed.argv;
  if (program === undefined) throw unavailable('There is no command.');
  const output = await new Promise<string>((resolve, reject) => {
    const options = {
      env: environment,
      timeout: withinMs,
      killSignal: 'SIGKILL' as const,
      maxBuffer: READ_AT_MOST_BYTES,
      windowsHide: true,
    };
    const child = execFile(program, args, options, (error, stdout) => {
      if (error) reject(unavailable(commandProblem(program, error, withinMs)));
      else resolve(stdout);
    });
    child.stdin?.end();
  });
  const line = firstLine(output);
  if (line.trim() === '') throw unavailable(`“${program}” printed nothing in its first line.`);
  return line;
}

type ExecError = Error & { code?: number | string | null; killed?: boolean; signal?: string | null };

function commandProblem(program: string, error: ExecError, withinMs: number): string {
  if (error.code === 'ENOENT') return `There is no program “${program}”. Write its full path.`;
  if (error.code === 'EACCES') return `“${program}” may not be run.`;
  if (error.code === 'ERR_CHILD_PROCESS_STDIO_MAXBUFFER')
    return `“${program}” printed more than a secret can be.`;
  if (error.killed) return `“${program}” did not finish within ${withinMs / 1000} seconds and was ended.`;
  if (typeof error.code === 'number')
    return `“${program}” failed with exit code ${error.code}. Run it in a terminal to see why.`;
  return `“${program}” was ended by ${error.signal ?? 'the system'}.`;
}

export function unavailable(message: string): AppFailure {
  return new AppFailure({ type: 'secret-unavailable', field: 'source', message });
}
