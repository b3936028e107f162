import type { RecordedCall } from '../contract/api-call.ts';
import type { Endpoint } from '../contract/engine.ts';
import { AppFailure } from '../contract/error.ts';
import { controlPlaceOf } from '../control/control-place.ts';
import { type HeadlessPlace, prepareHeadlessHost } from '../control/headless-host.ts';
import { allRoutes } from '../control/http/routes.ts';
import type { WebLink } from '../control/http/web-routes.ts';
import { joinHost } from '../control/join-host.ts';
import { SharedHost } from '../control/shared-host.ts';
import { listenTcp } from '../control/tcp-server.ts';
import { tokenStoreOf } from '../control/tokens.ts';
import { openWebAccess, type WebAccess } from '../control/web/web-access.ts';
import { SaveTokens } from '../engine/files/save-tokens.ts';
import type { OwnEngineHost } from '../engine/host.ts';
import type { Doors } from '../engine/verification/doors.ts';
import { aborted } from '../lib/aborted.ts';
import { systemClock } from '../lib/clock.ts';
import type { Logger } from '../lib/logger.ts';
import { Scope } from '../lib/scope.ts';
import { answerApprovals, consentAt } from './answer-at-terminal.ts';
import type { ApiListen } from './listen-options.ts';
import { makeDataFolder } from './make-data-folder.ts';
import type { TerminalQuestions } from './terminal-questions.ts';
import type { WebListen } from './web-options.ts';

export interface ServeOptions {
  place: HeadlessPlace & { pagePath: string };
  env: NodeJS.ProcessEnv;
  /** Where programs with tokens are served; absent: nowhere. */
  listen?: ApiListen | undefined;
  /** Where browsers are served; absent: nowhere. */
  web?: WebListen | undefined;
  /** The file of the key with which secrets are kept; absent: there are none. */
  keyFile?: string | undefined;
  /** Where the person is asked; absent: nobody is here. */
  terminal?: TerminalQuestions | undefined;
  logger: Logger;
  signal: AbortSignal;
  onReady(place: ServedPlace): void;
}

/** The addresses of the host. */
export interface ServedPlace {
  socket: string;
  /** Only if the API also listens on TCP. */
  url?: string;
  /** The window's address and a link that signs a browser in once. */
  web?: { url: string; signIn: WebLink };
}

/**
 * Runs the engine host without the app until the signal aborts. `DOCKER_SOCKET` names the engine's socket. Rejects with
 * `conflict` while the app or another `bulkhead serve` owns the data folder, and with `invalid-input` for a certificate
 * that cannot be used.
 */
export async function serve(options: ServeOptions): Promise<void> {
  const { place, env, logger, signal, onReady } = options;
  const { dataPath } = place;
  let browsers: WebAccess | undefined;
  const routes = allRoutes(env, () => browsers);
  await makeDataFolder(dataPath);
  await assertFree(dataPath, signal);
  const saveTokens = new SaveTokens(systemClock);
  const { terminal, keyFile } = options;
  const headless = await prepareHeadlessHost({
    place,
    logger,
    endpoint: engineOf(env),
    saveTokens,
    keyFile,
    consent: terminal && consentAt(terminal),
  });
  const { settings, create } = headless;
  let own: OwnEngineHost | undefined;
  let reachable: Doors | undefined;
  const createHost = (isFirst: boolean, doors: Doors) => {
    reachable = doors;
    own = create(isFirst, doors);
    return own;
  };
  const host = new SharedHost({ dataPath, createHost, routes, clock: systemClock, logger });
  const scope = new Scope();
  scope.add(() => headless.flush());
  scope.add(() => host.dispose());
  try {
    await host.ready();
    if (!host.server) throw alreadyServed(dataPath);
    if (terminal) scope.add(answerApprovals(host, terminal));
    const ready: ServedPlace = { socket: controlPlaceOf(dataPath).path };
    if (options.listen) {
      const { address, tls } = options.listen;
      const listener = await listenTcp(host.server, address, tokenStoreOf(dataPath), tls);
      scope.add(() => listener.close());
      ready.url = listener.url;
    }
    if (options.web) {
      const record = (call: RecordedCall) => own?.recordCall(call);
      browsers = await openWebAccess({
        ...options.web,
        ...place,
        host,
        settings,
        secrets: headless.secrets,
        secretsChanged: headless.secretsChanged,
        consent: headless.consent,
        saveTokens,
        logger,
        record,
      });
      scope.add(() => browsers?.close());
      const { hostname, port } = new URL(browsers.url);
      reachable?.add({ host: hostname, port: Number(port), tls: true });
      ready.web = { url: browsers.url, signIn: browsers.createLink() };
    }
    onReady(ready);
    await aborted(signal);
  } finally {
    await scope.dispose();
  }
}

async function assertFree(dataPath: string, signal: AbortSignal): Promise<void> {
  const present = await joinHost(dataPath, signal);
  present?.close();
  if (present) throw alreadyServed(dataPath);
}

function alreadyServed(dataPath: string): AppFailure {
  return new AppFailure({
    type: 'conflict',
    message: `Bulkhead already serves ${dataPath}: the app is open, or “bulkhead serve” runs.`,
  });
}

function engineOf({ DOCKER_SOCKET: path }: NodeJS.ProcessEnv): Endpoint | undefined {
  return path ? { url: `unix://${path}`, source: 'settings', label: 'DOCKER_SOCKET' } : undefined;
}
