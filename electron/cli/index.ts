import { existsSync } from 'node:fs';
import { join } from 'node:path';
import { setErrorReporter } from '../lib/report-error.ts';
import { beginExec } from './begin-exec.ts';
import { dataPathOf } from './places.ts';
import { standardStream, whenWritten } from './standard-streams.ts';

/** Aborts when the person or the system ends the program; the second time the program ends at once. */
function abortBySignals(controller: AbortController): void {
  for (const name of ['SIGINT', 'SIGTERM', 'SIGHUP'] as const) {
    process.on(name, () => {
      if (controller.signal.aborted) process.exit(130);
      controller.abort(new Error(name));
    });
  }
}

/**
 * What the beginning of the single-file program (`scripts/cli/chunk-loader.cjs`) gives its chunks: keeps compiled code
 * in the folder for later starts.
 */
declare const keepCompiledCode: ((folder: string) => void) | undefined;

/** The folder is the person's own, because what is found there runs. */
function keepCompiled(): void {
  const dataPath = dataPathOf();
  if (existsSync(dataPath) && typeof keepCompiledCode === 'function')
    keepCompiledCode(join(dataPath, 'compiled-code'));
}

function endWithMessage(error: unknown): void {
  standardStream('stderr').write(`bulkhead: ${error instanceof Error ? error.message : String(error)}\n`);
  process.exit(1);
}

async function run(): Promise<void> {
  const controller = new AbortController();
  const { signal } = controller;
  const argv = process.argv.slice(2);
  // First, because all that follows goes on while the host works.
  const begun = beginExec(argv, signal);
  setErrorReporter(() => undefined);
  process.on('uncaughtException', endWithMessage);
  process.on('unhandledRejection', endWithMessage);
  abortBySignals(controller);
  keepCompiled();
  const code = (await begun?.catch((error) => failed(error, signal))) ?? (await runCommand(argv, signal));
  process.exitCode = code;
  await whenWritten();
  process.exit(code);
}

// These imports are late, because only code that is loaded later is kept.
const failed = async (error: unknown, signal: AbortSignal) =>
  (await import('./main.ts')).reportFailure(error, { signal, runsProgram: true });
const runCommand = async (argv: readonly string[], signal: AbortSignal) =>
  await (await import('./main.ts')).main(argv, signal);

void run();
