import { setErrorReporter } from '../lib/report-error.ts';
import { main } from './main.ts';

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

void main(process.argv.slice(2), endSignal()).then((code) => {
  process.exitCode = code;
  // An exit would lose output that still waits in a pipe.
  process.stdout.write('', () => process.exit(code));
});
