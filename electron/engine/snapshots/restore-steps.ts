import { z } from 'zod';
import { AppFailure } from '../../contract/error.ts';
import type { Snapshot } from '../../contract/snapshots.ts';
import type { Logger } from '../../lib/logger.ts';
import type { ContainerSummary } from '../docker/api.ts';
import { objectNames } from '../objects/object-names.ts';
import type { Step } from '../operations/run-steps.ts';
import type { ExistingAgent } from '../records/existing-agent.ts';
import type { RecordRole, VolumeLabelStore } from '../records/volume-label-store.ts';
import type { SaveDeps } from '../snapshot-images/save-steps.ts';
import { copyPart, keepImage, type SnapshotPlan } from '../snapshot-images/save-steps.ts';
import {
  imageOf,
  ownVolumes,
  snapshotVolume,
  type VolumePart,
  volumeMount,
} from '../snapshot-images/snapshot-objects.ts';
import { bytesIn, copyTree, pacedBytes, requireSpace, withCopier } from '../snapshot-images/volume-copy.ts';
import type { OpenToolbox } from '../toolbox/open-toolbox.ts';
import { agentContainers, isRestored } from './is-restored.ts';
import { closeStage, openStage, swapBack, swapIn } from './swap-tree.ts';

export interface RestoreDeps extends SaveDeps {
  logger: Logger;
}

/**
 * Record of an agent whose volumes are being swapped: after a crash they are swapped back (see snapshot-recovery.ts).
 */
export const RESTORING_ROLE = 'restoring' satisfies RecordRole;

export const restorationSchema = z.object({
  /** Names the restored layer, in ms since the epoch. */
  at: z.number(),
  /** The agent has the restored files for good: what was there before only waits to be removed. */
  isFinal: z.boolean(),
});
export type Restoration = z.infer<typeof restorationSchema>;

export interface RestorePlan {
  existing: ExistingAgent;
  snapshot: Snapshot;
  volumes: readonly VolumePart[];
  /** First saves the present state as a snapshot. */
  keepPresent: boolean;
  at: number;
  marks: VolumeLabelStore<Restoration>;
}

/**
 * Steps that replace the present files by a snapshot's. All files are copied next to the present ones first: a failure
 * or a cancel before the swap changes nothing, and a later one is undone by renaming. The agent is stopped meanwhile;
 * the steps come after a step called `stop`, and the last one is `swap`.
 */
export function exchangeSteps(deps: RestoreDeps, plan: RestorePlan): Step[] {
  const { existing, snapshot, volumes, at } = plan;
  const { agentId } = existing;
  const back = async () => {
    await endRestoration(deps, { agentId, volumes, isRestored: false }, never());
    await plan.marks.forget(agentId);
  };
  const present: SnapshotPlan = {
    existing,
    at,
    volumes,
    pause: false,
    name: `Before restoring “${snapshot.name}”`.slice(0, 80),
    trigger: 'restore',
  };
  const copy = copyPart(deps, present, async () => undefined);
  return [
    {
      id: 'keep',
      label: 'Keep the present state as a snapshot',
      after: ['stop'],
      async run(context) {
        if (!plan.keepPresent) return context.skip();
        await copy.run(context);
        await keepImage(deps, present, copy.bytes(), true);
      },
      async undo() {
        await deps.engine().removeImage(imageOf({ agentId, at }));
        await copy.undo();
      },
    },
    {
      id: 'fill',
      label: 'Copy the snapshot’s files',
      after: ['keep'],
      async run(context) {
        if (volumes.length === 0) return context.skip();
        const { signal } = context;
        await settlePrevious(deps, plan, signal);
        await plan.marks.remember(agentId, { at, isFinal: false }, deps.clock.now());
        await withVolumes(
          deps,
          agentId,
          volumes,
          signal,
          async (open) => {
            let total = 0;
            for (const part of volumes) total += await bytesIn(open, `/from/${part}`, signal);
            await requireSpace(open, `/to/${volumes[0]}`, total, signal);
            const paced = pacedBytes(deps.clock, context, total);
            for (const part of volumes) {
              const to = await openStage(open, `/to/${part}`, signal);
              const trees = { from: `/from/${part}`, to, tolerant: false };
              await copyTree(open, trees, { signal, onBytes: (bytes) => paced.report(bytes) });
              paced.next(snapshot.parts[part] ?? 0);
            }
          },
          snapshot,
        );
      },
      undo: volumes.length === 0 ? async () => undefined : back,
    },
    {
      id: 'swap',
      label: 'Put them in the place of the present ones',
      after: ['fill'],
      async run({ skip }) {
        if (volumes.length === 0) return skip();
        // The signal does not abort the renaming, because it is short.
        await withVolumes(deps, agentId, volumes, never(), async (open) => {
          for (const part of volumes) await swapIn(open, `/to/${part}`, never());
        });
      },
      undo: volumes.length === 0 ? async () => undefined : back,
    },
  ];
}

/**
 * Ends an earlier restoration whose own end failed. Its stage holds either files that its restored ones replaced for good,
 * or files that still have to come back.
 */
async function settlePrevious(deps: RestoreDeps, plan: RestorePlan, signal: AbortSignal): Promise<void> {
  const { agentId } = plan.existing;
  const previous = (await plan.marks.newest(agentId))?.value;
  if (previous)
    await endRestoration(deps, await readOpenRestoration(deps, agentId, previous, signal), signal);
}

/** A restoration that has not ended: it may still go both ways. */
export interface OpenRestoration {
  agentId: string;
  volumes: readonly VolumePart[];
  /** The agent has the restored files for good. */
  isRestored: boolean;
}

export async function readOpenRestoration(
  deps: RestoreDeps,
  agentId: string,
  restoration: Restoration,
  signal: AbortSignal,
): Promise<OpenRestoration & { containers: ContainerSummary[] }> {
  const containers = await agentContainers(deps.engine(), agentId, signal);
  const volumes = await ownVolumes(deps.engine(), agentId, signal);
  return { agentId, containers, volumes, isRestored: isRestored(agentId, restoration, containers) };
}

/** Makes the restored files final, or brings back those from before. */
export async function endRestoration(
  deps: RestoreDeps,
  { agentId, volumes, isRestored }: OpenRestoration,
  signal: AbortSignal,
): Promise<void> {
  const end = isRestored ? closeStage : swapBack;
  await withVolumes(deps, agentId, volumes, signal, async (open) => {
    for (const part of volumes) await end(open, `/to/${part}`, signal);
  });
}

/** Removes the previous content; runs after `start`, when no undo is possible any more. Never fails. */
export function tidyStep(deps: RestoreDeps, plan: RestorePlan): Step {
  const { volumes, marks, at } = plan;
  const { agentId } = plan.existing;
  return {
    id: 'tidy',
    label: 'Forget what was there before',
    after: ['start'],
    async run({ skip, detail }) {
      if (volumes.length === 0) return skip();
      try {
        await marks.remember(agentId, { at, isFinal: true }, deps.clock.now());
        await endRestoration(deps, { agentId, volumes, isRestored: true }, never());
        await marks.forget(agentId);
      } catch (error) {
        if (!(error instanceof AppFailure)) throw error;
        deps.logger.warn('what was there before a restoration stays', { agentId, error });
        detail('It could not be removed yet; the next start of Bulkhead does it.');
      }
    },
  };
}

/** A signal that never aborts, because an undo must not be cancelled with the operation. */
const never = () => new AbortController().signal;

function withVolumes(
  deps: RestoreDeps,
  agentId: string,
  volumes: readonly VolumePart[],
  signal: AbortSignal,
  work: (open: OpenToolbox) => Promise<void>,
  from?: Snapshot,
): Promise<void> {
  const mounts = volumes.flatMap((part) => [
    volumeMount(objectNames(agentId)[part], `/to/${part}`),
    ...(from ? [volumeMount(snapshotVolume(from.agentId, from.id, part), `/from/${part}`, true)] : []),
  ]);
  return withCopier(deps.toolbox, { agentId, mounts }, signal, work);
}
