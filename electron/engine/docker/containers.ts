import { AppFailure } from '../../contract/error.ts';
import { created } from './answers.ts';
import { DEFAULT_TIMEOUT_MS, type EngineClient, path } from './client.ts';
import {
  containerInspect,
  containerStats,
  containerSummaries,
  processes,
  rootChanges,
} from './container-answers.ts';
import type { Engine } from './engine.ts';
import type { CallContext } from './errors.ts';
import { readJsonLines } from './json-lines.ts';
import { withNetworkMode } from './podman.ts';
import { untilAborted } from './until-aborted.ts';

/** Archives and commits move gigabytes. */
export const BULK_TIMEOUT_MS = 10 * 60_000;
/** On a busy machine, setting up a container's mounts and network can take long. */
const START_TIMEOUT_MS = 120_000;

type ContainerCalls = Pick<
  Engine,
  | 'listContainers'
  | 'inspectContainer'
  | 'createContainer'
  | 'startContainer'
  | 'stopContainer'
  | 'restartContainer'
  | 'killContainer'
  | 'pauseContainer'
  | 'unpauseContainer'
  | 'renameContainer'
  | 'removeContainer'
  | 'updateContainer'
  | 'commitContainer'
  | 'rootChanges'
  | 'top'
  | 'stats'
  | 'statsStream'
  | 'logs'
  | 'attach'
>;

export const about = (id: string): CallContext => ({
  kind: 'container',
  name: id.length === 64 ? id.slice(0, 12) : id,
});

export function containerCalls(client: EngineClient): ContainerCalls {
  async function act(id: string, action: string, query = {}, options = {}): Promise<void> {
    const request = {
      method: 'POST',
      path: path`/containers/${id}/` + action,
      query,
      about: about(id),
    } as const;
    await client.bytes(request, options);
  }

  return {
    listContainers: (filters, options) =>
      client.json(
        containerSummaries,
        { method: 'GET', path: '/containers/json', query: { all: true, filters }, about: { kind: 'engine' } },
        options,
      ),

    async inspectContainer(id, options) {
      const inspect = await client.json(
        containerInspect,
        {
          method: 'GET',
          path: path`/containers/${id}/json`,
          query: { size: options?.size },
          about: about(id),
        },
        options,
      );
      return withNetworkMode(inspect);
    },

    async createContainer(name, body, options) {
      const { Id } = await client.json(
        created,
        {
          method: 'POST',
          path: '/containers/create',
          query: { name },
          body,
          about: { kind: 'container', name },
        },
        options,
      );
      return Id;
    },

    startContainer: (id, options) => act(id, 'start', {}, { timeoutMs: START_TIMEOUT_MS, ...options }),
    stopContainer: (id, graceSeconds, options) =>
      act(
        id,
        'stop',
        { t: graceSeconds },
        { timeoutMs: graceSeconds * 1000 + DEFAULT_TIMEOUT_MS, ...options },
      ),
    restartContainer: (id, graceSeconds, options) =>
      act(
        id,
        'restart',
        { t: graceSeconds },
        { timeoutMs: graceSeconds * 1000 + START_TIMEOUT_MS, ...options },
      ),
    killContainer: (id, signalName, options) => act(id, 'kill', { signal: signalName }, options),
    pauseContainer: (id, options) => act(id, 'pause', {}, options),
    unpauseContainer: (id, options) => act(id, 'unpause', {}, options),
    renameContainer: (id, name, options) => act(id, 'rename', { name }, options),

    async removeContainer(id, options) {
      try {
        await client.bytes(
          {
            method: 'DELETE',
            path: path`/containers/${id}`,
            // `v` removes the anonymous volumes that the image declares; named volumes always stay.
            query: { force: true, v: true },
            about: about(id),
          },
          options,
        );
      } catch (error) {
        if (!(error instanceof AppFailure)) throw error;
        if (error.error.type === 'container-gone') return;
        if (!/removal of container .* is already in progress/.test(error.error.raw ?? '')) throw error;
        await waitUntilRemoved(client, id, options);
      }
    },

    async updateContainer(id, change, options) {
      await client.bytes(
        { method: 'POST', path: path`/containers/${id}/update`, body: change, about: about(id) },
        options,
      );
    },

    async commitContainer(id, target, options) {
      const { Id } = await client.json(
        created,
        {
          method: 'POST',
          path: '/commit',
          query: { container: id, repo: target.repository, tag: target.tag },
          body: { Labels: target.labels, Env: target.env ?? [] },
          about: about(id),
        },
        { timeoutMs: BULK_TIMEOUT_MS, ...options },
      );
      return Id;
    },

    async rootChanges(id, options) {
      const request = { method: 'GET', path: path`/containers/${id}/changes`, about: about(id) } as const;
      // The engine walks the file system.
      return await client.json(rootChanges, request, { timeoutMs: BULK_TIMEOUT_MS, ...options });
    },

    top: (id, options) =>
      client.json(processes, { method: 'GET', path: path`/containers/${id}/top`, about: about(id) }, options),

    stats: (id, options) =>
      client.json(
        containerStats,
        {
          method: 'GET',
          path: path`/containers/${id}/stats`,
          query: { stream: false, 'one-shot': true },
          about: about(id),
        },
        options,
      ),

    async statsStream(id, signal) {
      const stream = await client.stream(
        { method: 'GET', path: path`/containers/${id}/stats`, query: { stream: true }, about: about(id) },
        { signal },
      );
      return untilAborted(readJsonLines(containerStats, stream), signal, about(id));
    },

    logs: (id, options = {}) =>
      client.stream(
        {
          method: 'GET',
          path: path`/containers/${id}/logs`,
          query: {
            stdout: true,
            stderr: true,
            follow: false,
            tail: options.tail ?? 'all',
            timestamps: options.timestamps ?? false,
            since: options.since,
          },
          about: about(id),
        },
        options,
      ),

    attach: (id, options = {}) =>
      client.hijack(
        {
          method: 'POST',
          path: path`/containers/${id}/attach`,
          query: {
            stream: true,
            stdin: options.stdin ?? false,
            stdout: options.stdout ?? true,
            stderr: options.stderr ?? true,
            logs: options.logs ?? false,
          },
          about: about(id),
        },
        options,
      ),
  };
}

/** Another caller's removal is in progress; resolves when the container is gone. */
async function waitUntilRemoved(client: EngineClient, id: string, options = {}): Promise<void> {
  try {
    await client.bytes(
      {
        method: 'POST',
        path: path`/containers/${id}/wait`,
        query: { condition: 'removed' },
        about: about(id),
      },
      options,
    );
  } catch (error) {
    if (!(error instanceof AppFailure && error.error.type === 'container-gone')) throw error;
  }
}
