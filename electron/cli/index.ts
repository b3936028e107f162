import { existsSync } from 'node:fs';
import module from 'node:module';
import { join } from 'node:path';
import { setErrorReporter } from '../lib/report-error.ts';
import { dataPathOf } from './places.ts';

/** 128 + SIGPIPE, the usual exit code when the reader of a pipe has ended. */
const BROKEN_PIPE = 141;

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
 * Keeps compiled code for later starts, where Node can do so (22.8 and later). The folder is the person's own, because
 * Node runs what it finds there; Node's default is in a folder that everybody can write to.
 */
function enableCompileCache(): void {
  const { enableCompileCache: enable } = module as { enableCompileCache?(folder: string): unknown };
  const dataPath = dataPathOf();
  if (existsSync(dataPath)) enable?.(join(dataPath, 'compile-cache'));
}

function endWithMessage(error: unknown): void {
  process.stderr.write(`bulkhead: ${error instanceof Error ? error.message : String(error)}\n`);
  process.exit(1);
}

setErrorReporter(() => undefined);
process.on('uncaughtException', endWithMessage);
process.on('unhandledRejection', endWithMessage);
for (const stream of [process.stdout, process.stderr]) {
  stream.on('error', (error: NodeJS.ErrnoException) => {
    if (error.code === 'EPIPE') process.exit(BROKEN_PIPE);
    endWithMessage(error);
  });
}

async function run(): Promise<void> {
  const signal = endSignal();
  enableCompileCache();
  // The import follows, because only code that is loaded later comes from the cache.
  const { main } = await import('./main.ts');
  const code = await main(process.argv.slice(2), signal);
  process.exitCode = code;
  // An exit would lose output that still waits in a pipe.
  process.stdout.write('', () => process.exit(code));
}

void run();
