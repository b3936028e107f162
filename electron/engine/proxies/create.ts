import { isDeepStrictEqual } from 'node:util';
import type { EngineFacts } from '../../contract/engine.ts';
import { NO_PROXIES, type UpstreamProxies } from '../../contract/upstream-proxy.ts';
import { Emitter } from '../../lib/emitter.ts';
import type { Logger } from '../../lib/logger.ts';
import { Scope } from '../../lib/scope.ts';
import type { EngineConnection } from '../docker/connection.ts';
import type { Engine } from '../docker/engine.ts';
import type { LivePreferences } from '../preferences/live-preferences.ts';
import type { SecretProvider } from '../secrets/secret-provider.ts';
import {
  asSeenFromContainers,
  needsEngineHost,
  proxiesFor,
  proxyBuildArgs,
  withPassword,
} from './proxies-for.ts';

/** The proxies between this engine and the internet. */
export interface EngineProxies {
  /**
   * The present ones as containers reach them, with their password. Never rejects: what cannot be had is left out, and
   * logged.
   */
  current(): Promise<UpstreamProxies>;
  /** The same as this machine reaches them, for requests of the app itself. */
  ofThisMachine(): Promise<UpstreamProxies>;
  /** The arguments that name them for the steps of a build. */
  buildArgs(): Promise<Record<string, string>>;
  onChange(listener: () => void): () => void;
}

/** Creates what knows the proxies of the connected engine. */
export function createProxies(deps: {
  connection: Pick<EngineConnection, 'state' | 'engine' | 'onChange'>;
  preferences: LivePreferences;
  secrets: SecretProvider;
  environment: NodeJS.ProcessEnv;
  logger: Logger;
}): { proxies: EngineProxies; dispose: () => Promise<void> } {
  const { connection, preferences, secrets, environment } = deps;
  const logger = deps.logger.child('proxies');
  const scope = new Scope();
  const changed = new Emitter<void>();
  let choices = preferences.current.proxies;
  scope.add(
    preferences.onChange(({ proxies }) => {
      if (isDeepStrictEqual(proxies, choices)) return;
      choices = proxies;
      changed.emit();
    }),
  );
  scope.add(secrets.onChange(() => changed.emit()));

  async function password(secretId: string): Promise<string | undefined> {
    // Another secret must not go to a proxy, whatever the settings file says.
    if (!secrets.list().some(({ id, use }) => id === secretId && use.kind === 'proxy')) return undefined;
    return (await secrets.value(secretId)).reveal();
  }

  async function ofThisMachine(): Promise<UpstreamProxies> {
    const { state } = connection;
    if (state.status !== 'connected') return NO_PROXIES;
    const { endpoint, facts } = state;
    const { proxies, passwordSecretId, problem } = proxiesFor(
      preferences.current.proxies[endpoint.url],
      environment,
      facts.isLocal,
    );
    if (problem) logger.warn('a proxy cannot be used', { problem });
    try {
      const secret = passwordSecretId === null ? undefined : await password(passwordSecretId);
      return secret === undefined ? proxies : withPassword(proxies, secret);
    } catch (error) {
      logger.warn('the proxy’s password is not available', { error });
      return proxies;
    }
  }

  async function current(): Promise<UpstreamProxies> {
    const proxies = await ofThisMachine();
    const { state } = connection;
    if (state.status !== 'connected' || !needsEngineHost(proxies)) return proxies;
    try {
      return asSeenFromContainers(proxies, await engineHost(connection.engine(), state.facts));
    } catch (error) {
      logger.warn('the proxy’s address is not available', { error });
      return proxies;
    }
  }

  return {
    proxies: {
      current,
      ofThisMachine,
      buildArgs: async () => proxyBuildArgs(await current()),
      onChange: (listener) => changed.on(listener),
    },
    dispose: () => scope.dispose(),
  };
}

/** The engine's machine, as its containers reach it. Docker Desktop's is a virtual machine, and has a name for it. */
async function engineHost(engine: Engine, { isDesktop }: EngineFacts): Promise<string> {
  if (isDesktop) return 'host.docker.internal';
  const { IPAM } = await engine.inspectNetwork('bridge');
  return IPAM.Config?.[0]?.Gateway ?? '172.17.0.1';
}
