import type { Agent } from '../../contract/agent.ts';
import type { AgentSpec } from '../../contract/agent-spec.ts';
import { formatBytes } from '../../contract/sizes.ts';
import type { Clock } from '../../lib/clock.ts';
import type { Logger } from '../../lib/logger.ts';
import type { AgentDirectory } from '../directory/directory.ts';
import type { Engine } from '../docker/engine.ts';
import { linesInside } from '../docker/lines-inside.ts';
import type { ActivityContent } from './activity-from-status.ts';
import type { ActivityLog } from './activity-log.ts';

/** What programs print when a write finds no room, without the letter that some write small. */
const WORDS = ['o space left on device', 'ENOSPC'].map((words) => Buffer.from(words));
const OVERLAP_BYTES = 24;
/** The pause between two looks into one agent, because a failing program repeats itself. */
const PAUSE_MS = 10_000;
const LOOK_WITHIN_MS = 5_000;
/** Lines of the log of an agent that failed. */
const LAST_LINES = 30;
/** Programs remove what they could not finish, so a folder counts as full before its last byte. */
const FULL_FROM = 0.9;

/** A folder in memory inside an agent. */
export interface MemoryFolder {
  path: string;
  sizeBytes: number;
  usedBytes: number;
}

/** Parses the output of `df -Pk`. Pure. */
export function parseFolders(lines: readonly string[]): MemoryFolder[] {
  return lines.flatMap((line) => {
    const [, size = '', used = '', , , ...path] = line.trim().split(/\s+/);
    if (!/^\d{1,15}$/.test(size) || !/^\d{1,15}$/.test(used) || path[0]?.startsWith('/') !== true) return [];
    return [{ path: path.join(' '), sizeBytes: Number(size) * 1024, usedBytes: Number(used) * 1024 }];
  });
}

/** What a person is told about a full folder, with the size to change. Pure. */
export function spaceFull(
  { path, sizeBytes }: MemoryFolder,
  spec: Pick<AgentSpec, 'caches'> | null,
): ActivityContent {
  const what = `${path} is full (${formatBytes(sizeBytes)}, in memory): a program found no space left on it.`;
  const isTemporary = path === '/tmp' || path === '/var/tmp';
  const isCache = spec?.caches.some((cache) => cache.path === path) === true;
  const remedy = isTemporary
    ? ' Raise “Size of /tmp” in its Isolation tab.'
    : isCache
      ? ' Raise the size of this cache in the agent’s type.'
      : '';
  return {
    kind: 'space-full',
    text: what + remedy,
    ...(isTemporary ? { action: { kind: 'raise-limit', label: 'Raise the size' } as const } : {}),
  };
}

export interface SpaceWatchOptions {
  engine(): Engine;
  directory: Pick<AgentDirectory, 'get'>;
  activity: ActivityLog;
  clock: Clock;
  logger: Logger;
}

/** Notices in the output of agents' programs that a folder in memory is full, and names it once for each run. */
export class SpaceWatch {
  readonly #options: SpaceWatchOptions;
  readonly #lookedAt = new Map<string, number>();
  readonly #reported = new Set<string>();
  readonly #running = new Set<string>();

  constructor(options: SpaceWatchOptions) {
    this.#options = options;
  }

  /** Reads the output of one program. */
  reader(agentId: string): (bytes: Uint8Array) => void {
    let before: Buffer = Buffer.alloc(0);
    return (bytes) => {
      const chunk = Buffer.from(bytes.buffer, bytes.byteOffset, bytes.byteLength);
      const seam = Buffer.concat([before, chunk.subarray(0, OVERLAP_BYTES)]);
      const end = chunk.length < OVERLAP_BYTES ? seam : chunk;
      before = Buffer.from(end.subarray(-OVERLAP_BYTES));
      if (WORDS.some((words) => chunk.includes(words) || seam.includes(words))) this.noticed(agentId);
    };
  }

  /** Looks which folders of the agent are full. Never rejects. */
  noticed(agentId: string): void {
    const { clock, logger } = this.#options;
    const now = clock.monotonic();
    if (now - (this.#lookedAt.get(agentId) ?? Number.NEGATIVE_INFINITY) < PAUSE_MS) return;
    this.#lookedAt.set(agentId, now);
    this.#look(agentId).catch((error: unknown) =>
      logger.info('folders in memory not read', { agentId, error }),
    );
  }

  /** Call at each change of an agent: where it failed, its last output may say that there was no space left. */
  changed(agent: Agent): void {
    if (agent.status === 'running') this.#running.add(agent.id);
    else if (this.#running.delete(agent.id) && agent.status === 'failed') {
      this.#lookBack(agent).catch((error: unknown) =>
        this.#options.logger.info('last output not read', { agentId: agent.id, error }),
      );
    }
  }

  /** Forgets a removed agent. */
  forget(agentId: string): void {
    this.#running.delete(agentId);
    this.#lookedAt.delete(agentId);
    for (const key of this.#reported) if (key.startsWith(`${agentId} `)) this.#reported.delete(key);
  }

  /** The folders are gone with the run, so all of them are named. */
  async #lookBack({ id: agentId, name: agentName, containerId, startedAt }: Agent): Promise<void> {
    const { engine, activity } = this.#options;
    if ([...this.#reported].some((key) => key.startsWith(`${agentId} ${startedAt ?? ''} `))) return;
    const signal = AbortSignal.timeout(LOOK_WITHIN_MS);
    const { HostConfig } = await engine().inspectContainer(containerId, { signal });
    if (HostConfig.Tmpfs?.['/tmp'] === undefined) return;
    let hasWords = false;
    for await (const chunk of await engine().logs(containerId, {
      signal,
      tail: LAST_LINES,
      timestamps: false,
    }))
      hasWords ||= WORDS.some((words) => Buffer.from(chunk).includes(words));
    if (!hasWords) return;
    activity.add({
      agentId,
      agentName,
      kind: 'space-full',
      text: 'Its last output says that no space was left. /tmp and /var/tmp are in memory: raise “Size of /tmp” in its Isolation tab, if it wrote there.',
      action: { kind: 'raise-limit', label: 'Raise the size' },
    });
  }

  async #look(agentId: string): Promise<void> {
    const { engine, directory, activity } = this.#options;
    const { containerId, name, spec, startedAt } = directory.get(agentId);
    const { HostConfig } = await engine().inspectContainer(containerId);
    const paths = Object.keys(HostConfig.Tmpfs ?? {});
    if (paths.length === 0) return;
    const signal = AbortSignal.timeout(LOOK_WITHIN_MS);
    const lines = await linesInside(engine(), containerId, ['df', '-Pk', ...paths], signal);
    for (const folder of parseFolders(lines)) {
      const key = `${agentId} ${startedAt ?? ''} ${folder.path}`;
      if (folder.usedBytes < folder.sizeBytes * FULL_FROM || this.#reported.has(key)) continue;
      this.#reported.add(key);
      activity.add({ agentId, agentName: name, ...spaceFull(folder, spec) });
    }
  }
}
