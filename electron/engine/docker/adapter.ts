import type { Endpoint } from '../../contract/engine.ts';
import { AppFailure } from '../../contract/error.ts';
import { engineEvent, engineInfo, engineVersion } from './answers.ts';
import { archiveCalls } from './archives.ts';
import { EngineClient } from './client.ts';
import { containerCalls } from './containers.ts';
import type { CallOptions, Engine } from './engine.ts';
import { actions } from './error-rules.ts';
import { notAnEngine } from './errors.ts';
import { execCalls } from './execs.ts';
import { chooseApiVersion, type EngineVersion, MIN_API_VERSION, readFacts } from './facts.ts';
import { type FindRegistryAuth, imageCalls } from './images.ts';
import { readJsonLines } from './json-lines.ts';
import { networkCalls, volumeCalls } from './networks.ts';
import { sizeCalls } from './sizes.ts';
import { openTransport } from './transport.ts';
import { untilAborted } from './until-aborted.ts';

export interface EngineDeps {
  /** Registry credentials for pulls; without it everything is pulled anonymously. */
  findRegistryAuth?: FindRegistryAuth;
}

const anonymous: FindRegistryAuth = async () => ({});

/**
 * Creates the adapter of an endpoint. Sends nothing before the first call; `facts` also sets the API version of later
 * calls. Throws an `AppFailure` when the endpoint's address or certificates cannot be used.
 */
export function createDockerEngine(endpoint: Endpoint, deps: EngineDeps = {}): Engine {
  const transport = openTransport(endpoint);
  const client = new EngineClient(transport.modem);
  const about = { kind: 'engine' } as const;

  async function facts(options?: CallOptions) {
    const version = await client.json(engineVersion, { method: 'GET', path: '/version', about }, options);
    if (typeof version?.ApiVersion !== 'string') throw new AppFailure(notAnEngine(JSON.stringify(version)));
    const apiVersion = chooseApiVersion(version);
    if (apiVersion === undefined) throw tooOld(version);
    client.pinApiVersion(apiVersion);
    const info = await client.json(engineInfo, { method: 'GET', path: '/info', about }, options);
    return readFacts(version, info, /^(unix|npipe):/.test(endpoint.url));
  }

  return {
    facts,
    async ping(options) {
      await client.bytes({ method: 'GET', path: '/_ping', about }, options);
    },
    async events(filters, signal) {
      const stream = await client.stream(
        { method: 'GET', path: '/events', query: { filters }, about },
        { signal },
      );
      return untilAborted(readJsonLines(engineEvent, stream), signal, about);
    },
    close() {
      client.close();
      transport.close();
    },
    ...containerCalls(client),
    ...archiveCalls(client),
    ...execCalls(client),
    ...imageCalls(client, deps.findRegistryAuth ?? anonymous),
    ...networkCalls(client),
    ...volumeCalls(client),
    ...sizeCalls(client),
  };
}

function tooOld({ Version, ApiVersion }: EngineVersion): AppFailure {
  return new AppFailure({
    type: 'engine-too-old',
    message: `This engine (${Version ?? 'unknown version'}, API ${ApiVersion ?? 'unknown'}) is too old: the app needs API ${MIN_API_VERSION}, which is Docker 20.10. Update it, or choose another socket.`,
    actions: [actions.retry, actions.chooseSocket],
  });
}
