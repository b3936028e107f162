import { createLogger } from '../../lib/logger.ts';
import { setErrorReporter } from '../../lib/report-error.ts';
import { command } from '../definition.ts';
import { dataPathOf, programPlaces } from '../places.ts';
import { VERSION } from '../version.ts';

export const serve = command({
  name: 'serve',
  summary: 'Run the engine host without the app, for the command line and other programs',
  details: [
    'It listens on a socket that only this person can open, and ends on SIGINT or SIGTERM; agents go on running. What needs a person’s consent is refused, and secrets of the keychain are not available.',
  ],
  arguments: {},
  options: {},
  examples: [{ line: 'bulkhead serve', does: 'Prints where it listens' }],
  run: async (_, { output, signal }) => {
    const logger = createLogger((line) => void process.stderr.write(`${line}\n`));
    setErrorReporter((error) => logger.error('a listener failed', { error }));
    const { serve: runServe } = await import('../serve.ts');
    await runServe({
      place: { ...programPlaces(__dirname), dataPath: dataPathOf(), version: VERSION },
      logger,
      signal,
      onReady: (path) => output.result({ socket: path }, () => [`Listening on ${path}`]),
    });
    return 0;
  },
});
