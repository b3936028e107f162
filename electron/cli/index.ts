import { existsSync } from 'node:fs';
import { join } from 'node:path';
import { setErrorReporter } from '../lib/report-error.ts';
import { dataPathOf } from './places.ts';
import { standardStream, whenWritten } from './standard-streams.ts';

/** A signal that aborts when the person or the system ends the program; the second time the program ends at once. */
function endSignal(): AbortSignal {
  const controller = new AbortController();
  for (const name of ['SIGINT', 'SIGTERM', 'SIGHUP'] as const) {
    process.on(name, () => {
      if (controller.signal.aborted) process.exit(130);
      controller.abort(new Error(name));
    });
  }
  return controller.signal;
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

setErrorReporter(() => undefined);
process.on('uncaughtException', endWithMessage);
process.on('unhandledRejection', endWithMessage);

async function run(): Promise<void> {
  const signal = endSignal();
  keepCompiled();
  // The import follows, because only code that is loaded later is kept.
  const { main } = await import('./main.ts');
  const code = await main(process.argv.slice(2), signal);
  process.exitCode = code;
  await whenWritten();
  process.exit(code);
}

void run();
