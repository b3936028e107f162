import { AppFailure } from '../../contract/error.ts';
import { created, networkInspect, networkInspects, volumeInspect, volumes } from './answers.ts';
import { type EngineClient, path } from './client.ts';
import type { Engine } from './engine.ts';

type NetworkCalls = Pick<
  Engine,
  | 'createNetwork'
  | 'inspectNetwork'
  | 'listNetworks'
  | 'connectNetwork'
  | 'disconnectNetwork'
  | 'removeNetwork'
>;

type VolumeCalls = Pick<Engine, 'createVolume' | 'inspectVolume' | 'listVolumes' | 'removeVolume'>;

async function unlessMissing(work: Promise<unknown>): Promise<void> {
  try {
    await work;
  } catch (error) {
    if (!(error instanceof AppFailure && error.error.type === 'not-found')) throw error;
  }
}

export function networkCalls(client: EngineClient): NetworkCalls {
  return {
    async createNetwork(body, options) {
      const { Id } = await client.json(
        created,
        {
          method: 'POST',
          path: '/networks/create',
          // Without it the engine allows two networks with one name, and the name becomes ambiguous.
          body: { CheckDuplicate: true, ...body },
          about: { kind: 'network', name: body.Name },
        },
        options,
      );
      return Id;
    },

    inspectNetwork: (id, options) =>
      client.json(
        networkInspect,
        { method: 'GET', path: path`/networks/${id}`, about: { kind: 'network', name: id } },
        options,
      ),

    listNetworks: (filters, options) =>
      client.json(
        networkInspects,
        { method: 'GET', path: '/networks', query: { filters }, about: { kind: 'engine' } },
        options,
      ),

    async connectNetwork(id, containerId, { address, aliases }, options) {
      const EndpointConfig = {
        ...(address === undefined ? {} : { IPAMConfig: { IPv4Address: address } }),
        ...(aliases === undefined ? {} : { Aliases: aliases }),
      };
      await client.bytes(
        {
          method: 'POST',
          path: path`/networks/${id}/connect`,
          body: { Container: containerId, EndpointConfig },
          about: { kind: 'network', name: id },
        },
        options,
      );
    },

    async disconnectNetwork(id, containerId, options) {
      await client.bytes(
        {
          method: 'POST',
          path: path`/networks/${id}/disconnect`,
          body: { Container: containerId, Force: true },
          about: { kind: 'network', name: id },
        },
        options,
      );
    },

    removeNetwork: (id, options) =>
      unlessMissing(
        client.bytes(
          { method: 'DELETE', path: path`/networks/${id}`, about: { kind: 'network', name: id } },
          options,
        ),
      ),
  };
}

export function volumeCalls(client: EngineClient): VolumeCalls {
  return {
    async createVolume(body, options) {
      await client.bytes(
        { method: 'POST', path: '/volumes/create', body, about: { kind: 'volume', name: body.Name } },
        options,
      );
    },

    inspectVolume: (name, options) =>
      client.json(
        volumeInspect,
        { method: 'GET', path: path`/volumes/${name}`, about: { kind: 'volume', name } },
        options,
      ),

    async listVolumes(filters, options) {
      const { Volumes } = await client.json(
        volumes,
        { method: 'GET', path: '/volumes', query: { filters }, about: { kind: 'engine' } },
        options,
      );
      return Volumes;
    },

    removeVolume: (name, options) =>
      unlessMissing(
        client.bytes(
          { method: 'DELETE', path: path`/volumes/${name}`, about: { kind: 'volume', name } },
          options,
        ),
      ),
  };
}
