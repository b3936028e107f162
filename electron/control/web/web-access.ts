import type { AddressInfo } from 'node:net';
import { homedir } from 'node:os';
import { join } from 'node:path';
import type { SecretAdministration } from '../../contract/secrets.ts';
import type { Consent } from '../../engine/consent/consent.ts';
import type { SaveTokens } from '../../engine/files/save-tokens.ts';
import { systemClock } from '../../lib/clock.ts';
import { Scope } from '../../lib/scope.ts';
import type { SettingsStore } from '../../settings/settings-store.ts';
import type { WebControl } from '../http/web-routes.ts';
import { listen } from '../listen.ts';
import type { ListenAddress } from '../listen-address.ts';
import { tokenStoreOf } from '../tokens.ts';
import { Downloads } from './downloads.ts';
import { SignInLinks } from './sign-in-links.ts';
import { checkKey, hostsOf, LOOPBACK_NAMES, namesOfCertificate } from './web-address.ts';
import { WebServer, type WebServerOptions } from './web-server.ts';
import { WebSessions } from './web-sessions.ts';

/** The access of browsers to an engine host. */
export interface WebAccess extends WebControl {
  /** The address of the window. */
  readonly url: string;
  close(): Promise<void>;
}

export interface WebAccessOptions
  extends Pick<WebServerOptions, 'host' | 'pagePath' | 'tls' | 'logger' | 'record'> {
  address: ListenAddress;
  dataPath: string;
  version: string;
  settings: SettingsStore;
  saveTokens: SaveTokens;
  secrets: SecretAdministration;
  secretsChanged(listener: () => void): () => void;
  consent: Consent;
}

/** Listens for browsers. Rejects with `conflict` when the port is taken. */
export async function openWebAccess(options: WebAccessOptions): Promise<WebAccess> {
  const { address, tls, dataPath, saveTokens, settings, version, secrets, secretsChanged, consent } = options;
  const logger = options.logger.child('web');
  const names = tls ? namesOfCertificate(tls.cert) : LOOPBACK_NAMES;
  if (tls) checkKey(tls);
  const secure = tls !== undefined;
  const scope = new Scope();
  const links = new SignInLinks(systemClock);
  const sessions = new WebSessions(systemClock);
  const downloads = new Downloads({ folder: join(dataPath, 'downloads'), saveTokens });
  await downloads.clear();
  // The allowed host names contain the port, which is known only after listening.
  let port = address.port;
  const server = new WebServer({
    ...options,
    links,
    sessions,
    downloads,
    logger,
    shell: {
      settings,
      downloads,
      tokens: tokenStoreOf(dataPath),
      secrets,
      secretsChanged,
      consent,
      version,
      home: homedir(),
      logger,
      checkOutputs: process.env.BULKHEAD_CHECK_OUTPUTS === '1',
    },
    hosts: () => hostsOf(names, port, secure),
  });
  await listen(server.http, address, 'web-listen');
  scope.add(() => server.close());
  scope.add(async () => void (await sessions.endAll()));
  port = (server.http.address() as AddressInfo).port;
  const [host = ''] = hostsOf(names, port, secure);
  const url = `${secure ? 'https' : 'http'}://${host}`;
  return {
    url,
    createLink: () => {
      const { secret, expiresAt } = links.create();
      // A fragment reaches no server, log or preview of links.
      return { url: `${url}/sign-in#${secret}`, expiresAt };
    },
    endSessions: () => sessions.endAll(),
    close: () => scope.dispose(),
  };
}
