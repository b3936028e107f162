import { AppFailure } from '../../contract/error.ts';
import type { Operation } from '../../contract/operation.ts';
import type { Snapshot, SnapshotTrigger } from '../../contract/snapshots.ts';
import type { Logger } from '../../lib/logger.ts';
import type { AgentProvisioner } from '../creation/agent-provisioner.ts';
import { objectNames } from '../objects/object-names.ts';
import type { Operations } from '../operations/operations.ts';
import { refuseWhileBusy } from '../operations/refuse-while-busy.ts';
import type { Step, StepContext } from '../operations/run-steps.ts';
import { type ExistingAgentDeps, readExistingAgent } from '../records/existing-agent.ts';
import { VolumeLabelStore } from '../records/volume-label-store.ts';
import { saveSteps } from '../snapshot-images/save-steps.ts';
import {
  deleteSnapshot,
  imageOf,
  listSnapshots,
  ownVolumes,
  type StoredSnapshot,
  snapshotVolume,
  VOLUME_PARTS,
  volumeMount,
} from '../snapshot-images/snapshot-objects.ts';
import { bytesIn, copyTree, pacedBytes, requireSpace, withCopier } from '../snapshot-images/volume-copy.ts';
import {
  exchangeSteps,
  RESTORING_ROLE,
  type Restoration,
  type RestoreDeps,
  type RestorePlan,
  restorationSchema,
  tidyStep,
} from './restore-steps.ts';
import { SnapshotRecovery } from './snapshot-recovery.ts';

export type SnapshotsDeps = RestoreDeps & ExistingAgentDeps;

export interface SnapshotsOptions {
  deps: SnapshotsDeps;
  operations: Operations;
  provisioner: AgentProvisioner;
  logger: Logger;
}

/** Snapshots of agents: save, list, restore, fork, delete. */
export class Snapshots {
  readonly #deps: SnapshotsDeps;
  readonly #operations: Operations;
  readonly #provisioner: AgentProvisioner;
  readonly #marks: VolumeLabelStore<Restoration>;
  readonly #recovery: SnapshotRecovery;

  constructor({ deps, operations, provisioner, logger }: SnapshotsOptions) {
    this.#deps = deps;
    this.#operations = operations;
    this.#provisioner = provisioner;
    this.#marks = new VolumeLabelStore(deps.engine, RESTORING_ROLE, restorationSchema);
    this.#recovery = new SnapshotRecovery({ deps, operations, marks: this.#marks, logger });
  }

  /** Lists the snapshots of one agent, or of all, the newest first. */
  async list(agentId: string | undefined, signal?: AbortSignal): Promise<StoredSnapshot[]> {
    return await listSnapshots(this.#deps.engine(), agentId, signal);
  }

  /** Throws `conflict` while another operation works on the agent. */
  async save(
    agentId: string,
    wish: { name: string; pause: boolean; trigger?: SnapshotTrigger },
    signal: AbortSignal,
  ): Promise<Operation> {
    refuseWhileBusy(this.#operations, agentId);
    const existing = await readExistingAgent(this.#deps, agentId, signal);
    const volumes = await ownVolumes(this.#deps.engine(), agentId, signal);
    refuseWhileBusy(this.#operations, agentId);
    const plan = {
      existing,
      volumes,
      name: wish.name,
      pause: wish.pause,
      trigger: wish.trigger ?? ('person' as const),
      at: this.#deps.clock.now(),
    };
    const title = `Save snapshot “${wish.name}” of ${existing.spec.name}`;
    const steps = saveSteps(this.#deps, plan);
    return this.#operations.start({ kind: 'snapshot', title, agentId, steps });
  }

  /** Restores the agent's files from a snapshot. Its settings stay unchanged. */
  async restore(
    agentId: string,
    wish: { snapshotId: string; keepPresent: boolean },
    signal: AbortSignal,
  ): Promise<Operation> {
    const snapshot = await this.#find(agentId, wish.snapshotId, signal);
    const own = await ownVolumes(this.#deps.engine(), agentId, signal);
    const volumes = own.filter((part) => snapshot.parts[part] !== undefined);
    const { Config } = await this.#deps.engine().inspectImage(imageOf(snapshot), { signal });
    return await this.#provisioner.restore(
      agentId,
      (existing, at) => {
        const plan: RestorePlan = {
          existing,
          snapshot,
          volumes,
          at,
          keepPresent: wish.keepPresent,
          marks: this.#marks,
        };
        return {
          title: `Restore ${existing.spec.name} to “${snapshot.name}”`,
          restore: {
            image: imageOf(snapshot),
            labels: Config?.Labels ?? {},
            steps: exchangeSteps(this.#deps, plan),
          },
          last: tidyStep(this.#deps, plan),
        };
      },
      signal,
    );
  }

  /** Creates an agent with this agent's settings and the snapshot's state. */
  async fork(
    agentId: string,
    wish: { snapshotId: string; name: string },
    signal: AbortSignal,
  ): Promise<Operation> {
    const snapshot = await this.#find(agentId, wish.snapshotId, signal);
    const engine = this.#deps.engine();
    const { Config } = await engine.inspectImage(imageOf(snapshot), { signal });
    const baselines = await engine.listVolumes({ name: [objectNames(agentId).baseline] }, { signal });
    return await this.#provisioner.fork(
      agentId,
      wish.name,
      {
        image: imageOf(snapshot),
        labels: Config?.Labels ?? {},
        at: this.#deps.clock.now(),
        fill: (newId, context) => this.#fillFork(snapshot, newId, baselines.length > 0, context),
      },
      signal,
    );
  }

  /** Deletes snapshots of an agent, which cannot be undone. */
  async remove(agentId: string, snapshotIds: readonly string[], signal: AbortSignal): Promise<Operation> {
    refuseWhileBusy(this.#operations, agentId);
    const selected = (await this.list(agentId, signal)).filter(({ id }) => snapshotIds.includes(id));
    if (selected.length === 0) throw notFound();
    const title =
      selected.length === 1
        ? `Delete snapshot “${selected[0]?.name}”`
        : `Delete ${selected.length} snapshots`;
    const steps: Step[] = selected.map((snapshot, index) => ({
      id: snapshot.id,
      label: `Delete “${snapshot.name}”`,
      ...(index === 0 ? {} : { after: [selected[index - 1]?.id ?? ''] }),
      run: () => deleteSnapshot(this.#deps.engine(), snapshot),
    }));
    return this.#operations.start({ kind: 'snapshot', title, agentId, steps });
  }

  /** See `SnapshotRecovery`. */
  recover(signal: AbortSignal): Promise<void> {
    return this.#recovery.run(signal);
  }

  async #fillFork(
    snapshot: Snapshot,
    newId: string,
    hasBaseline: boolean,
    context: StepContext,
  ): Promise<void> {
    const { signal } = context;
    const parts = VOLUME_PARTS.filter((part) => snapshot.parts[part] !== undefined);
    const pairs = [
      ...parts.map((part) => ({
        from: snapshotVolume(snapshot.agentId, snapshot.id, part),
        to: objectNames(newId)[part],
      })),
      // The fork gets the same baseline for its private copy.
      ...(hasBaseline
        ? [{ from: objectNames(snapshot.agentId).baseline, to: objectNames(newId).baseline }]
        : []),
    ];
    if (pairs.length === 0) return context.skip();
    const mounts = pairs.flatMap(({ from, to }, index) => [
      volumeMount(from, `/from/${index}`, true),
      volumeMount(to, `/to/${index}`),
    ]);
    await withCopier(this.#deps.toolbox, { agentId: newId, mounts }, signal, async (open) => {
      const sizes: number[] = [];
      for (const index of pairs.keys()) sizes.push(await bytesIn(open, `/from/${index}`, signal));
      const total = sizes.reduce((sum, each) => sum + each, 0);
      await requireSpace(open, '/to/0', total, signal);
      const paced = pacedBytes(this.#deps.clock, context, total);
      for (const [index, bytes] of sizes.entries()) {
        const trees = { from: `/from/${index}`, to: `/to/${index}`, tolerant: false };
        await copyTree(open, trees, { signal, onBytes: (copied) => paced.report(copied) });
        paced.next(bytes);
      }
    });
  }

  async #find(agentId: string, snapshotId: string, signal: AbortSignal): Promise<StoredSnapshot> {
    const snapshot = (await this.list(agentId, signal)).find(({ id }) => id === snapshotId);
    if (!snapshot) throw notFound();
    return snapshot;
  }
}

const notFound = () => new AppFailure({ type: 'not-found', message: 'This snapshot no longer exists.' });
