import type { RpcClient } from '../client/rpc-client.ts';
import { type AppError, AppFailure } from '../contract/error.ts';
import { type FromHost, type ToHost, toHostSchema } from '../contract/host.ts';
import type { CallInput } from '../contract/registry.ts';
import type { SecretAdministration } from '../contract/secrets.ts';
import { claimEngineFor } from '../control/engine-claim.ts';
import { SharedHost } from '../control/shared-host.ts';
import { systemClock } from '../lib/clock.ts';
import { exitOnFault } from '../lib/exit-on-fault.ts';
import { createLogger, type Logger } from '../lib/logger.ts';
import type { Port } from '../lib/port.ts';
import { setErrorReporter } from '../lib/report-error.ts';
import { answerSecretCall, SecretCaller } from '../secrets/call-over-channel.ts';
import { Consents } from './consent/consents.ts';
import { MainConsent } from './consent/main-consent.ts';
import { SaveTokens } from './files/save-tokens.ts';
import { createEngineHost } from './host.ts';
import { LivePreferences } from './preferences/live-preferences.ts';
import { MainPreferences } from './preferences/main-preferences.ts';
import { MainSecretProvider } from './secrets/main-secret-provider.ts';
import { noAdministration } from './secrets/no-secrets.ts';
import { RunningPages } from './sign-in/running-pages.ts';

/** The used parts of Electron's `process.parentPort`, so that this file needs no import from electron. */
interface ParentPort {
  on(event: 'message', listener: (event: { data: unknown; ports: MessagePortMain[] }) => void): void;
  postMessage(message: unknown): void;
}
interface MessagePortMain {
  on(event: 'message', listener: (event: { data: unknown }) => void): void;
  on(event: 'close', listener: () => void): void;
  postMessage(message: unknown): void;
  start(): void;
  close(): void;
}

function toPort(port: MessagePortMain): Port {
  return {
    post: (message) => port.postMessage(message),
    onMessage: (listener) => {
      port.on('message', (event) => listener(event.data));
      port.start();
    },
    onClose: (listener) => port.on('close', listener),
    close: () => port.close(),
  };
}

/** Entry of the utility process: the main process starts it, sends it ports, and stops it. */
function runUnder(parent: ParentPort): void {
  const tell = (message: FromHost) => parent.postMessage(message);
  // The main process reads standard output line by line. Output is flushed before the process ends, unlike a message.
  const logger = createLogger((line) => void process.stdout.write(`${line}\n`));
  setErrorReporter((error) => logger.error('a listener failed', { error }));
  exitOnFault({ process, logger, exit: (code) => process.stdout.write('', () => process.exit(code)) });
  const secrets = new MainSecretProvider(tell);
  const consent = new MainConsent(tell);
  const administration = new SecretCaller((requestId, call) =>
    // The union of the messages is by name, which a generic call keeps.
    tell({ type: 'secret-call', requestId, call } as FromHost),
  );
  /** The owner of the data folder, when that is another process. */
  let owner: RpcClient | undefined;
  const preferences = new LivePreferences();
  const mainPreferences = new MainPreferences(tell);
  const saveTokens = new SaveTokens(systemClock);
  const signInPages = new RunningPages();
  let host: SharedHost | undefined;
  parent.on('message', ({ data, ports }) => {
    const message = toHostSchema.parse(data);
    switch (message.type) {
      case 'start':
        preferences.set(message.config.preferences);
        host = new SharedHost({
          dataPath: message.config.dataPath,
          createHost: (isFirst, doors) =>
            createEngineHost({
              config: { ...message.config, launched: message.config.launched && isFirst },
              logger,
              secrets,
              secretAdministration: administration,
              consents: new Consents({ local: consent, asksPrograms: false }),
              claimEngine: claimEngineFor(message.config.dataPath, logger),
              saveTokens,
              signInPages,
              doors,
              preferences,
              changePreferences: (change, basedOn) => mainPreferences.change(change, basedOn),
              rememberEndpoint: (endpoint) => tell({ type: 'remember-endpoint', endpoint }),
            }),
          consent,
          clock: systemClock,
          logger,
        });
        host.owned.on((client) => {
          owner = client;
          client?.on('secrets.changed', () => tell({ type: 'secrets-changed' }));
          tell({ type: 'owner', isOwn: client === undefined });
          if (client) followSettings(client, tell, logger);
        });
        host.onRunning((agents) => tell({ type: 'running', agents }));
        host.replaced.on(() => tell({ type: 'replaced' }));
        return;
      case 'secrets':
      case 'secret-answer':
        secrets.receive(message);
        return;
      case 'secret-call':
        void answerSecretCall(secretsOf(owner), message.call, logger).then((answer) =>
          tell({ type: 'secret-call-answer', requestId: message.requestId, answer }),
        );
        return;
      case 'settings-update':
        void updateSettings(owner, message, tell);
        return;
      case 'secret-call-answer':
        administration.receive(message.requestId, message.answer);
        return;
      case 'consent-answer':
        consent.receive(message);
        return;
      case 'sign-in-page-asked':
        tell({
          type: 'sign-in-page-answer',
          requestId: message.requestId,
          isOne: signInPages.has(message.url),
        });
        return;
      case 'preferences-answer':
        mainPreferences.receive(message);
        return;
      case 'preferences':
        preferences.set(message.preferences);
        return;
      case 'save-place':
        saveTokens.offer(message.token, message.path);
        host
          ?.offerPlace(message.token, message.path)
          .catch((error: unknown) => logger.warn('a place to save was not passed on', { error }));
        return;
      case 'connect': {
        const port = ports[0];
        if (host && port) host.connect(toPort(port));
        return;
      }
      case 'stop':
        void (message.stopAgents ? (host?.stopAgents() ?? Promise.resolve()) : Promise.resolve())
          .then(() => host?.dispose())
          .catch((error: unknown) => logger.error('clean-up failed', { error }))
          .finally(() => {
            tell({ type: 'stopped' });
            process.exit(0);
          });
    }
  });
}

/** Passes on the settings of the process that owns the data folder, now and after each change. */
function followSettings(client: RpcClient, tell: (message: FromHost) => void, logger: Logger): void {
  const { done } = client.open(
    'settings.watch',
    {},
    { onItem: (settings) => tell({ type: 'owner-settings', settings }) },
  );
  done.catch((error: unknown) => logger.debug('the settings of the owner are no longer followed', { error }));
}

async function updateSettings(
  owner: RpcClient | undefined,
  { requestId, change }: Extract<ToHost, { type: 'settings-update' }>,
  tell: (message: FromHost) => void,
): Promise<void> {
  const answer = (error: AppError | null) => tell({ type: 'settings-answer', requestId, error });
  try {
    if (!owner) throw new Error('this process owns the settings now');
    tell({ type: 'owner-settings', settings: await owner.call('settings.update', change) });
    answer(null);
  } catch (error) {
    answer(
      error instanceof AppFailure
        ? error.error
        : { type: 'internal', message: 'The settings were not changed.', actions: [], raw: String(error) },
    );
  }
}

/** The secrets of another process. */
function secretsOf(owner: RpcClient | undefined): SecretAdministration {
  if (!owner) return noAdministration;
  // An input that is parsed already is parsed once more there: what it may be is a part of what may be sent.
  return { call: (name, input, signal) => owner.call(name, input as CallInput<typeof name>, signal) };
}

const parentPort = (process as unknown as { parentPort?: ParentPort }).parentPort;
if (parentPort) runUnder(parentPort);
