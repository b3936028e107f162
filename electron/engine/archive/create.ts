import type { AgentDirectory } from '../directory/directory.ts';
import type { Engine } from '../docker/engine.ts';
import type { CallHandlers, StreamHandlers } from '../rpc/handlers.ts';
import { ownerOf } from './owner.ts';
import { readArchive, writeArchive } from './transfer.ts';

export interface ArchiveOptions {
  /** The engine in use; throws `engine-unreachable` when there is none. */
  engine: () => Engine;
  directory: Pick<AgentDirectory, 'get'>;
}

/** The archive area: files into agents and out of them, through the engine and not through their programs. */
export function createArchive({ engine, directory }: ArchiveOptions): {
  calls: Pick<CallHandlers, 'archive.stat'>;
  streams: Pick<StreamHandlers, 'archive.read' | 'archive.write'>;
} {
  const containerOf = (agentId: string) => directory.get(agentId).containerId;
  return {
    calls: {
      'archive.stat': async ({ agentId, path }, signal) => {
        const containerId = containerOf(agentId);
        const [entry, { Config }] = await Promise.all([
          engine().statPath(containerId, path, { signal }),
          engine().inspectContainer(containerId, { signal }),
        ]);
        return { entry: entry ?? null, owner: ownerOf(Config.User) };
      },
    },
    streams: {
      'archive.read': async ({ agentId, path }, sink) => {
        await readArchive(engine(), { containerId: containerOf(agentId), path }, sink);
        return {};
      },
      'archive.write': async ({ agentId, path }, sink) => {
        await writeArchive(engine(), { containerId: containerOf(agentId), path }, sink);
        return {};
      },
    },
  };
}
