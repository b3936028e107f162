import type { Agent } from '../../contract/agent.ts';
import type { Applied, ApplyPlan, Selection, UndoPlan } from '../../contract/apply.ts';
import type {
  BaseKind,
  ChangesBatch,
  ChangesSummary,
  FileDiff,
  RootChanges,
} from '../../contract/changes.ts';
import { AppFailure } from '../../contract/error.ts';
import type { Operation } from '../../contract/operation.ts';
import type { CallParsed, StreamParsed } from '../../contract/registry.ts';
import type { MountSpec } from '../docker/api.ts';
import { objectNames } from '../objects/object-names.ts';
import type { OperationRequest, Operations } from '../operations/operations.ts';
import { BASELINE_PATH } from '../workspace/baseline.ts';
import type { Applies } from './apply/applies.ts';
import { branchRequest } from './apply/branch.ts';
import { readHostContent } from './apply/host-entry.ts';
import { type Outgoing, type OutgoingRequest, packOutgoing } from './apply/outgoing.ts';
import { planApply, toPlan } from './apply/plan.ts';
import { readDiff, readHostDiff, toFileDiff } from './diff.ts';
import { FolderReaders, type FolderReadersOptions, type OpenFolder } from './folder-readers.ts';
import { applyTarget } from './folders.ts';
import { batches, contentRisks, countLines, type ListedChanges, listChanges } from './list.ts';
import { rootChanges } from './root.ts';
import { assertSeen, stampOf } from './stamp.ts';
import { summaryOf } from './summary.ts';
import { trackRequest } from './track.ts';

export interface ChangesOptions extends FolderReadersOptions {
  applies: Applies;
  /** The app's version. */
  version: string;
}

export type OutgoingInput = Pick<OutgoingRequest, 'agentId' | 'message' | 'remote'> & {
  /** The stamp of the list that the person looked at. */
  seen: string;
};

/** What agents changed: in the folders that they work in, and in their root file system. */
export class ChangesService {
  readonly #options: ChangesOptions;
  readonly #folders: FolderReaders;

  constructor(options: ChangesOptions) {
    this.#options = options;
    this.#folders = new FolderReaders(options);
  }

  async list(
    input: StreamParsed<'changes.list'>,
    push: (batch: ChangesBatch) => void,
    signal: AbortSignal,
  ): Promise<ChangesSummary> {
    const startedAt = this.#options.clock.now();
    const open = await this.#folders.open(input.agentId, input.folder, signal);
    const options = { ignored: input.ignored, signal };
    const { base, listed } = await firstBase(open, input.base, options);
    const summary = await summaryOf(open, base, listed);
    const stamp = stampOf(base, input.ignored, listed);
    const unchanged = input.known === stamp;
    if (listed && base && !unchanged) {
      const { files, counts } = listed;
      for (const batch of batches(files, counts)) push(batch);
      const renamed = new Set([...listed.renames.values()].map(({ from }) => from.path));
      const counted = await countLines(open.reader, base, signal);
      const lines = counted.filter(({ path }) => !renamed.has(path));
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

  async diff(input: CallParsed<'changes.diff'>, signal: AbortSignal): Promise<FileDiff> {
    const open = await this.#folders.open(input.agentId, input.folder, signal);
    const base = input.base ?? open.bases[0];
    if (!base) throw new AppFailure({ type: 'conflict', message: 'There is nothing to compare with yet.' });
    const { path, oldPath } = input;
    const request = { base, path, oldPath, limitBytes: input.limitBytes, signal };
    if (input.side === 'agent') return toFileDiff(input.path, await readDiff(open.reader, request));
    const target = applyTarget(open.agent.spec);
    if (!target) throw new AppFailure({ type: 'not-found', message: 'This agent has no host folder.' });
    const content = (await readHostContent(target, oldPath ?? path)) ?? new Uint8Array();
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
      const { reader } = await this.#folders.open(agentId, undefined, signal);
      return reader.folder;
    };
    const operation = operations.start(trackRequest(this.#options, agent, findFolder));
    void operations.ended(operation.id).then(() => this.#folders.forget(agentId));
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
    const { agent, reader } = await this.#folders.open(agentId, undefined, signal);
    const folder = this.#target(agent);
    const entries = await planApply({ reader, folder, signal }, selection);
    return toPlan(folder, entries, this.#options.applies.writers(folder));
  }

  apply({ agentId, files }: CallParsed<'changes.apply'>): OperationRequest {
    const agent = this.#options.directory.get(agentId);
    return this.#options.applies.applyRequest({
      files,
      agent,
      folder: this.#target(agent),
      openReader: async (signal) => (await this.#folders.open(agentId, undefined, signal)).reader,
    });
  }

  applied(agentId: string): Promise<Applied[]> {
    return this.#options.applies.list(agentId);
  }

  undoPlan({ agentId, applyId }: CallParsed<'changes.undo-plan'>, signal: AbortSignal): Promise<UndoPlan> {
    return this.#options.applies.undoPlan(agentId, applyId, signal);
  }

  undo({ agentId, applyId, seen }: CallParsed<'changes.undo'>): Promise<OperationRequest> {
    return this.#options.applies.undoRequest(this.#options.directory.get(agentId), applyId, seen);
  }

  branch({ agentId, branch, message, seen }: CallParsed<'changes.branch'>): OperationRequest {
    const agent = this.#options.directory.get(agentId);
    const folder = this.#target(agent);
    return branchRequest(this.#options.toolbox, {
      agent,
      folder,
      branch,
      message,
      mounts: (signal) => this.#copyMounts(agentId, signal),
      writers: () => this.#options.applies.writers(folder),
      assertSeen: async (signal) => {
        const { reader } = await this.#folders.open(agentId, undefined, signal);
        return await assertSeen(reader, seen, signal);
      },
    });
  }

  /** The work of an agent with a private copy, to be pushed to `remote`. The caller removes its `scratch`. */
  async outgoing({ agentId, message, seen, remote }: OutgoingInput, signal: AbortSignal): Promise<Outgoing> {
    const { spec } = this.#options.directory.get(agentId);
    return await packOutgoing(this.#options.toolbox, {
      agentId,
      folder: applyTarget(spec),
      remote,
      message,
      mounts: await this.#copyMounts(agentId, signal),
      assertSeen: async () => {
        const { reader } = await this.#folders.open(agentId, undefined, signal);
        return await assertSeen(reader, seen, signal);
      },
      signal,
    });
  }

  async #copyMounts(agentId: string, signal: AbortSignal): Promise<MountSpec[]> {
    const { reader } = await this.#folders.open(agentId, undefined, signal);
    const baseline = objectNames(agentId).baseline;
    return [reader.folder.mount, { Type: 'volume', Source: baseline, Target: BASELINE_PATH }];
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
    await this.#folders.dispose();
  }
}

/** The list against the requested base, or else against the first available one. */
async function firstBase(
  open: OpenFolder,
  requested: BaseKind | undefined,
  options: { ignored: boolean; signal: AbortSignal },
): Promise<{ base: BaseKind | null; listed: ListedChanges | undefined }> {
  for (const base of requested ? [requested] : open.bases) {
    const listed = await listChanges(open.reader, base, options);
    if (listed) return { base, listed };
  }
  return { base: null, listed: undefined };
}
