import { createLogger } from '../../lib/logger.ts';
import { setErrorReporter } from '../../lib/report-error.ts';
import { command, text } from '../definition.ts';
import { dataPathOf, programPlaces } from '../places.ts';
import { VERSION } from '../version.ts';

export const serve = command({
  name: 'serve',
  summary: 'Run the engine host without the app, for the command line and other programs',
  details: [
    'With --listen, or PORT in the environment, it also listens on the loopback, for programs with a token (“bulkhead token create”). DOCKER_SOCKET names the engine’s socket; DEFAULT_MEMORY and DEFAULT_CPU are the limits of agents made by POST /agents.',
    'It listens on a socket that only this person can open, and ends on SIGINT or SIGTERM; agents go on running. What needs a person’s consent is refused, and secrets of the keychain are not available.',
  ],
  arguments: {},
  options: {
    listen: text('--listen <address>', 'Also listen on this port of the loopback, such as 3200'),
  },
  examples: [
    { line: 'bulkhead serve', does: 'Prints where it listens' },
    { line: 'bulkhead serve --listen 3200', does: 'Also answers programs that send a token' },
  ],
  run: async ({ options }, { output, signal }) => {
    const logger = createLogger((line) => void process.stderr.write(`${line}\n`));
    setErrorReporter((error) => logger.error('a listener failed', { error }));
    const { serve: runServe } = await import('../serve.ts');
    await runServe({
      place: { ...programPlaces(__dirname), dataPath: dataPathOf(), version: VERSION },
      env: process.env,
      listen: options.listen,
      logger,
      signal,
      onReady: ({ socket, url }) =>
        output.result({ socket, url }, () => [`Listening on ${[socket, url].filter(Boolean).join(' and ')}`]),
    });
    return 0;
  },
});
