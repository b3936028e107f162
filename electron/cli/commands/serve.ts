import { createLogger } from '../../lib/logger.ts';
import { setErrorReporter } from '../../lib/report-error.ts';
import { command, flag, text } from '../definition.ts';
import { readListenOptions } from '../listen-options.ts';
import { dataPathOf, programPlaces } from '../places.ts';
import type { ServedPlace } from '../serve.ts';
import { standardStream } from '../standard-streams.ts';
import { terminalOfProcess } from '../terminal-questions.ts';
import { VERSION } from '../version.ts';
import { readWebOptions } from '../web-options.ts';

export const serve = command({
  name: 'serve',
  summary: 'Run the engine host without the app, for the command line and other programs',
  details: [
    'With --listen, or PORT in the environment, it also listens on the loopback, for programs with a token (“bulkhead token create”). DOCKER_SOCKET names the engine’s socket; DEFAULT_MEMORY and DEFAULT_CPU are the limits of agents made by POST /agents. At another address than the loopback it listens only with --tls-cert, --tls-key and --tls-client-ca: a program then shows a certificate of that authority and sends its token.',
    'With --web it serves the window to browsers: on this machine, or from elsewhere through a tunnel of SSH that has the same port on both ends. “bulkhead web link” prints further links. Other addresses than the loopback need a certificate; the window is then at the names of the certificate.',
    'It listens on a socket that only this person can open, and ends on SIGINT or SIGTERM; agents go on running. What needs a person’s consent is asked at its terminal, or in the app when it is opened on this machine; without either it is refused.',
    'With --key-file, or BULKHEAD_KEY_FILE in the environment, it keeps secrets, encrypted with the key in that file; the file is made when it is absent. Secrets that were typed into the app belong to its keychain: set them again with “bulkhead secret set”.',
  ],
  arguments: {},
  options: {
    listen: text(
      '--listen <address>',
      'Also listen on this port of the loopback, such as 3200, or at an address',
    ),
    keyFile: text('--key-file <file>', 'Keep secrets, encrypted with the key in this file (mode 0600)'),
    web: flag('--web', 'Also serve the window to browsers, and print a link that signs one in'),
    webListen: text('--web-listen <address>', 'Where browsers are served; 127.0.0.1:3280 unless given'),
    tlsCert: text('--tls-cert <file>', 'Certificate (PEM) of this machine, for other machines'),
    tlsKey: text('--tls-key <file>', 'The certificate’s key (PEM)'),
    tlsClientCa: text(
      '--tls-client-ca <file>',
      'Authority (PEM) of the certificates that programs must show; with --listen',
    ),
  },
  examples: [
    { line: 'bulkhead serve', does: 'Prints where it listens' },
    { line: 'bulkhead serve --web', does: 'Also prints a link for a browser, which works once' },
    { line: 'bulkhead serve --key-file ~/.bulkhead.key', does: 'Also keeps secrets, without a keychain' },
    { line: 'bulkhead serve --listen 3200', does: 'Also answers programs that send a token' },
  ],
  run: async ({ options }, { output, signal }) => {
    const logger = createLogger((line) => void standardStream('stderr').write(`${line}\n`));
    setErrorReporter((error) => logger.error('a listener failed', { error }));
    const listen = await readListenOptions(options, process.env);
    const { serve: runServe } = await import('../serve.ts');
    await runServe({
      place: { ...programPlaces(__dirname), dataPath: dataPathOf(), version: VERSION },
      env: process.env,
      listen,
      keyFile: options.keyFile ?? process.env.BULKHEAD_KEY_FILE,
      terminal: terminalOfProcess(),
      web: await readWebOptions({ ...options, listens: listen !== undefined }),
      logger,
      signal,
      onReady: (place) => output.result(place, () => linesOf(place)),
    });
    return 0;
  },
});

function linesOf({ socket, url, web }: ServedPlace): string[] {
  const listening = `Listening on ${[socket, url, web?.url].filter(Boolean).join(' and ')}`;
  return web ? [listening, `Sign a browser in, once and within 10 minutes: ${web.signIn.url}`] : [listening];
}
