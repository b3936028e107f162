import type { Agent } from '../../contract/agent.ts';
import type { BaseKind } from '../../contract/changes.ts';
import { AppFailure } from '../../contract/error.ts';
import type { Clock } from '../../lib/clock.ts';
import type { AgentDirectory } from '../directory/directory.ts';
import type { ContainerInspect } from '../docker/api.ts';
import type { Engine } from '../docker/engine.ts';
import { objectNames } from '../objects/object-names.ts';
import type { Toolbox } from '../toolbox/toolbox.ts';
import { linkedRepository } from '../workspace/git/linked-repository.ts';
import { type WorkFolder, workFolders } from './folders.ts';
import { FolderReader } from './reader.ts';

export interface FolderReadersOptions {
  engine(): Engine;
  directory: Pick<AgentDirectory, 'get' | 'onChange'>;
  toolbox: Toolbox;
  clock: Clock;
}

/** An agent's folder that is being looked at. */
export interface OpenFolder {
  agent: Agent;
  inspect: ContainerInspect;
  reader: FolderReader;
  folders: WorkFolder[];
  /** What it can be compared with, the best first; "head" only if the folder turns out to be a repository. */
  bases: BaseKind[];
  /** When the baseline was made, ms since the epoch. */
  hasBaseline: boolean;
}

/** A reader for each folder that is being looked at, kept as long as its agent. */
export class FolderReaders {
  readonly #options: FolderReadersOptions;
  readonly #readers = new Map<string, FolderReader>();
  readonly #stopListening: () => void;

  constructor(options: FolderReadersOptions) {
    this.#options = options;
    this.#stopListening = options.directory.onChange(({ removed }) => {
      for (const agentId of removed) void this.forget(agentId);
    });
  }

  /** Throws `not-found` when the agent, or a folder of that path, is not there. */
  async open(agentId: string, folder: string | undefined, signal: AbortSignal): Promise<OpenFolder> {
    const { engine, directory, toolbox, clock } = this.#options;
    const agent = directory.get(agentId);
    const inspect = await engine().inspectContainer(agent.containerId, { signal });
    const folders = workFolders(inspect, agent.spec);
    const chosen = folder === undefined ? folders[0] : folders.find(({ path }) => path === folder);
    if (!chosen) {
      throw new AppFailure({
        type: 'not-found',
        message: folder ? 'The agent has no such folder.' : 'This agent has no workspace to compare.',
      });
    }
    const isWorkspace = chosen === folders[0];
    const key = `${agentId} ${chosen.path} ${chosen.mount.Source}`;
    let reader = this.#readers.get(key);
    if (!reader) {
      const hasBaseline = isWorkspace && (await hasVolume(engine(), objectNames(agentId).baseline, signal));
      const linked =
        chosen.kind === 'host-folder' ? await linkedRepository(chosen.mount.Source ?? '') : undefined;
      reader =
        this.#readers.get(key) ??
        new FolderReader({ toolbox, clock, agentId, folder: chosen, hasBaseline, linked });
      this.#readers.set(key, reader);
    }
    const { hasBaseline } = reader;
    const bases: BaseKind[] = [
      ...(hasBaseline ? (['baseline'] as const) : []),
      'head',
      ...(chosen.kind === 'volume' ? (['empty'] as const) : []),
    ];
    return { agent, inspect, reader, folders, bases, hasBaseline };
  }

  /** Closes the readers of an agent, so that the next one sees a new baseline. */
  async forget(agentId: string): Promise<void> {
    const own = [...this.#readers].filter(([key]) => key.startsWith(`${agentId} `));
    for (const [key] of own) this.#readers.delete(key);
    await Promise.all(own.map(([, reader]) => reader.close()));
  }

  async dispose(): Promise<void> {
    this.#stopListening();
    await Promise.all([...this.#readers.values()].map((reader) => reader.close()));
    this.#readers.clear();
  }
}

async function hasVolume(engine: Engine, name: string, signal: AbortSignal): Promise<boolean> {
  try {
    await engine.inspectVolume(name, { signal });
    return true;
  } catch (error) {
    if (error instanceof AppFailure && error.error.type === 'not-found') return false;
    throw error;
  }
}
