import { lstat } from 'node:fs/promises';
import { join } from 'node:path';
import type { Agent } from '../../contract/agent.ts';
import type {
  Applied,
  ApplyPlan,
  BaseKind,
  ChangesBatch,
  ChangesSummary,
  FileDiff,
  RootChanges,
  Selection,
} from '../../contract/changes.ts';
import { AppFailure } from '../../contract/error.ts';
import type { Operation } from '../../contract/operation.ts';
import type { CallParsed, StreamParsed } from '../../contract/registry.ts';
import type { Clock } from '../../lib/clock.ts';
import type { AgentDirectory } from '../directory/directory.ts';
import type { ContainerInspect, MountSpec } from '../docker/api.ts';
import type { Engine } from '../docker/engine.ts';
import { objectNames } from '../objects/object-names.ts';
import type { OperationRequest, Operations } from '../operations/operations.ts';
import type { Toolbox } from '../toolbox/toolbox.ts';
import { BASELINE_PATH } from '../workspace/baseline.ts';
import type { Applies } from './apply/applies.ts';
import { branchRequest } from './apply/branch.ts';
import { readHostContent } from './apply/host-entry.ts';
import { planApply, toPlan } from './apply/plan.ts';
import { readDiff, readHostDiff, toFileDiff } from './diff.ts';
import { applyTarget, type WorkFolder, workFolders } from './folders.ts';
import { batches, contentRisks, countLines, type ListedChanges, listChanges } from './list.ts';
import { FolderReader } from './reader.ts';
import { rootChanges } from './root.ts';
import { trackRequest } from './track.ts';

export interface ChangesOptions {
  engine(): Engine;
  directory: Pick<AgentDirectory, 'get' | 'onChange'>;
  toolbox: Toolbox;
  clock: Clock;
  applies: Applies;
  /** The app's version. */
  version: string;
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

/** What agents changed: in the folders that they work in, and in their root file system. */
export class ChangesService {
  readonly #options: ChangesOptions;
  readonly #readers = new Map<string, FolderReader>();
  readonly #stopListening: () => void;

  constructor(options: ChangesOptions) {
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
      reader =
        this.#readers.get(key) ?? new FolderReader({ toolbox, clock, agentId, folder: chosen, hasBaseline });
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

  /** Ends what is open about an agent, so that a baseline that was made meanwhile is seen. */
  async forget(agentId: string): Promise<void> {
    const own = [...this.#readers].filter(([key]) => key.startsWith(`${agentId} `));
    for (const [key] of own) this.#readers.delete(key);
    await Promise.all(own.map(([, reader]) => reader.close()));
  }

  async list(
    input: StreamParsed<'changes.list'>,
    push: (batch: ChangesBatch) => void,
    signal: AbortSignal,
  ): Promise<ChangesSummary> {
    const startedAt = this.#options.clock.now();
    const open = await this.open(input.agentId, input.folder, signal);
    const options = { ignored: input.ignored, signal };
    const { base, listed } = await firstBase(open, input.base, options);
    const summary = await this.#summary(open, base, listed);
    const stamp = `${base} ${listed?.stamp ?? ''}`;
    const unchanged = input.known === stamp;
    if (listed && base && !unchanged) {
      const { files, counts } = listed;
      for (const batch of batches(files, counts)) push(batch);
      const lines = await countLines(open.reader, base, signal);
      for (const batch of batches([], lines)) push(batch);
      const risks = await contentRisks(open.reader, base, files, signal);
      const risky = [...risks].map(([path, risks]) => ({
        path,
        lines: [...lines, ...counts].find((each) => each.path === path)?.lines ?? null,
        risks,
      }));
      if (risky.length > 0) push({ kind: 'counts', counts: risky });
    }
    return { ...summary, stamp, unchanged, tookMs: this.#options.clock.now() - startedAt };
  }

  async #summary(
    open: OpenFolder,
    base: BaseKind | null,
    listed: ListedChanges | undefined,
  ): Promise<Omit<ChangesSummary, 'stamp' | 'unchanged' | 'tookMs'>> {
    const { agent, reader, folders, bases } = open;
    const output = listed?.output;
    const target = reader.folder.path === folders[0]?.path ? applyTarget(agent.spec) : undefined;
    const isRepository = base === 'head' || output?.isRepository === true;
    return {
      folder: reader.folder.path,
      folders: folders.map(({ path }) => path),
      base,
      bases: bases.filter((each) => each !== 'head' || isRepository),
      ...(base === 'baseline' && output?.committedAt ? { baselineAt: output.committedAt } : {}),
      ...(base === 'head' && output?.subject
        ? { commit: { id: output.base.slice(0, 10), subject: output.subject } }
        : {}),
      files: listed?.files.length ?? 0,
      leftOut: listed?.leftOut ?? 0,
      ignored: output?.ignored.length ?? 0,
      gitFiles: output?.gitFiles ?? [],
      ...(target === undefined ? {} : { applyTo: target }),
      applyToRepository: target !== undefined && (await exists(join(target, '.git'))),
    };
  }

  async diff(input: CallParsed<'changes.diff'>, signal: AbortSignal): Promise<FileDiff> {
    const open = await this.open(input.agentId, input.folder, signal);
    const base = input.base ?? open.bases[0];
    if (!base) throw new AppFailure({ type: 'conflict', message: 'There is nothing to compare with yet.' });
    const request = { base, path: input.path, limitBytes: input.limitBytes, signal };
    if (input.side === 'agent') return toFileDiff(input.path, await readDiff(open.reader, request));
    const target = applyTarget(open.agent.spec);
    if (!target) throw new AppFailure({ type: 'not-found', message: 'This agent has no host folder.' });
    const content = (await readHostContent(target, input.path)) ?? new Uint8Array();
    return toFileDiff(input.path, await readHostDiff(open.reader, request, content));
  }

  /** Makes what is in the workspace now the baseline. Throws `conflict` for a private copy, which has its own. */
  track(agentId: string, operations: Operations): Operation {
    const agent = this.#options.directory.get(agentId);
    if (agent.spec?.workspace.kind === 'copy') {
      throw new AppFailure({
        type: 'conflict',
        message:
          'A private copy is compared with what was copied: changes are applied to the host folder by that.',
      });
    }
    const findFolder = async (signal: AbortSignal) => {
      const { reader } = await this.open(agentId, undefined, signal);
      return reader.folder;
    };
    const operation = operations.start(trackRequest(this.#options, agent, findFolder));
    void operations.ended(operation.id).then(() => this.forget(agentId));
    return operation;
  }

  /** The folder that an agent's changes go back to. Throws `conflict` for an agent that has none. */
  #target(agent: Agent): string {
    const target = applyTarget(agent.spec);
    if (target === undefined) {
      throw new AppFailure({
        type: 'conflict',
        message: 'Only a private copy of a host folder has a folder that changes can be applied to.',
      });
    }
    return target;
  }

  async plan(agentId: string, selection: Selection, signal: AbortSignal): Promise<ApplyPlan> {
    const { agent, reader } = await this.open(agentId, undefined, signal);
    const folder = this.#target(agent);
    return toPlan(folder, await planApply({ reader, folder, signal }, selection));
  }

  apply({ agentId, ...wishes }: CallParsed<'changes.apply'>): OperationRequest {
    const agent = this.#options.directory.get(agentId);
    return this.#options.applies.applyRequest({
      ...wishes,
      agent,
      folder: this.#target(agent),
      openReader: async (signal) => (await this.open(agentId, undefined, signal)).reader,
    });
  }

  applied(agentId: string): Promise<Applied[]> {
    return this.#options.applies.list(agentId);
  }

  undo({ agentId, applyId, force }: CallParsed<'changes.undo'>): Promise<OperationRequest> {
    return this.#options.applies.undoRequest(this.#options.directory.get(agentId), applyId, force);
  }

  branch({ agentId, branch, message }: CallParsed<'changes.branch'>): OperationRequest {
    const agent = this.#options.directory.get(agentId);
    const mounts = async (signal: AbortSignal): Promise<MountSpec[]> => {
      const { reader } = await this.open(agentId, undefined, signal);
      const baseline = objectNames(agentId).baseline;
      return [reader.folder.mount, { Type: 'volume', Source: baseline, Target: BASELINE_PATH }];
    };
    const folder = this.#target(agent);
    return branchRequest(this.#options.toolbox, { agent, folder, branch, message, mounts });
  }

  async root(agentId: string, signal: AbortSignal): Promise<RootChanges> {
    const { engine, directory } = this.#options;
    const { containerId } = directory.get(agentId);
    const [inspect, changes] = await Promise.all([
      engine().inspectContainer(containerId, { signal }),
      engine().rootChanges(containerId, { signal }),
    ]);
    return rootChanges(changes, inspect);
  }

  async dispose(): Promise<void> {
    this.#stopListening();
    await Promise.all([...this.#readers.values()].map((reader) => reader.close()));
    this.#readers.clear();
  }
}

/** The list against the wanted base, or against the first that there is. */
async function firstBase(
  open: OpenFolder,
  wanted: BaseKind | undefined,
  options: { ignored: boolean; signal: AbortSignal },
): Promise<{ base: BaseKind | null; listed: ListedChanges | undefined }> {
  for (const base of wanted ? [wanted] : open.bases) {
    const listed = await listChanges(open.reader, base, options);
    if (listed) return { base, listed };
  }
  return { base: null, listed: undefined };
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

async function exists(path: string): Promise<boolean> {
  try {
    await lstat(path);
    return true;
  } catch (error) {
    if (error instanceof Error && 'code' in error) return false;
    throw error;
  }
}
