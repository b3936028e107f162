import { AppFailure } from '../contract/error.ts';
import { exitOnFault } from '../lib/exit-on-fault.ts';
import { createLogger } from '../lib/logger.ts';
import { setErrorReporter } from '../lib/report-error.ts';
import { dataPathOf, programPlaces } from './places.ts';
import { serve } from './serve.ts';
import { VERSION } from './version.ts';

const logger = createLogger((line) => void process.stderr.write(`${line}\n`));
setErrorReporter((error) => logger.error('a listener failed', { error }));
exitOnFault({ process, logger, exit: (code) => process.exit(code) });

/** A signal that aborts when the person or the system ends the program. */
function endSignal(): AbortSignal {
  const controller = new AbortController();
  for (const name of ['SIGINT', 'SIGTERM', 'SIGHUP'] as const)
    process.once(name, () => controller.abort(new Error(name)));
  return controller.signal;
}

/** The program `bulkhead`. Resolves to its exit code. */
async function run(argv: readonly string[]): Promise<number> {
  if (argv[0] !== 'serve') {
    process.stderr.write('usage: bulkhead serve\n');
    return 2;
  }
  await serve({
    place: { ...programPlaces(__dirname), dataPath: dataPathOf(), version: VERSION },
    logger,
    signal: endSignal(),
    onReady: (path) => process.stdout.write(`Listening on ${path}\n`),
  });
  return 0;
}

run(process.argv.slice(2)).then(
  (code) => process.exit(code),
  (error: unknown) => {
    if (error instanceof AppFailure) process.stderr.write(`${error.message}\n`);
    else logger.error('bulkhead failed', { error });
    process.exit(1);
  },
);
