import { z } from 'zod';
import type { SnapshotRecord, SnapshotTrigger } from '../../contract/snapshots.ts';
import type { Clock } from '../../lib/clock.ts';
import type { Engine } from '../docker/engine.ts';
import { objectNames } from '../objects/object-names.ts';
import type { Step, StepContext } from '../operations/run-steps.ts';
import { environmentAdded } from '../records/environment-added.ts';
import type { ExistingAgent } from '../records/existing-agent.ts';
import { VolumeLabelStore } from '../records/volume-label-store.ts';
import { keepsValues } from '../secrets/credentials-in-force.ts';
import type { Toolbox } from '../toolbox/toolbox.ts';
import { copyImage, snapshotReference, takeLayer } from './snapshot-image.ts';
import {
  imageLabelsOf,
  snapshotVolume,
  snapshotVolumeSpec,
  type VolumePart,
  volumeMount,
} from './snapshot-objects.ts';
import { bytesIn, copyTree, pacedBytes, requireSpace, withCopier } from './volume-copy.ts';

export interface SaveDeps {
  /** Returns the current engine; each step calls it, because the connection may be replaced meanwhile. */
  engine(): Engine;
  toolbox: Toolbox;
  /** The app's version. */
  version: string;
  clock: Clock;
}

export interface SnapshotPlan {
  existing: ExistingAgent;
  name: string;
  trigger: SnapshotTrigger;
  /** ms since the epoch; also the snapshot's id. */
  at: number;
  /** The volumes to copy. */
  volumes: readonly VolumePart[];
  /** Pauses a running agent while its files are copied. */
  pause: boolean;
}

/**
 * Steps that save a snapshot: the volumes first, the image last. The image makes it a snapshot, so an interrupted one
 * does not count, and its volumes are found as half-made.
 */
export function saveSteps(deps: SaveDeps, plan: SnapshotPlan): Step[] {
  const { existing, pause } = plan;
  const { agentId, inspect } = existing;
  const engine = () => deps.engine();
  const isLive = inspect.State.Running && !inspect.State.Paused;
  const marks = pausingMarks(engine);
  let resumed = !isLive || !pause;
  const resume = async () => {
    if (resumed) return;
    resumed = true;
    await goOn(engine(), inspect.Id);
    await marks.forget(agentId);
  };
  const copy = copyPart(deps, plan, async () => {
    if (!isLive || !pause) return;
    await marks.remember(agentId, plan.at, plan.at);
    await engine().pauseContainer(inspect.Id);
  });
  return [
    {
      id: 'copy',
      label: 'Copy the volumes',
      run: copy.run,
      async undo() {
        await resume();
        await copy.undo();
      },
    },
    {
      id: 'layer',
      label: 'Keep what was written outside the volumes',
      after: ['copy'],
      run: () => keepImage(deps, plan, copy.bytes(), !isLive || pause),
      undo: () => engine().removeImage(snapshotReference({ agentId, at: plan.at })),
    },
    { id: 'resume', label: 'Let the agent go on', after: ['layer'], run: resume },
  ];
}

/** Records of agents that a snapshot pauses: after a crash they go on (see `Snapshots.recover`). */
export function pausingMarks(engine: () => Engine): VolumeLabelStore<number> {
  return new VolumeLabelStore(engine, 'pausing', z.number());
}

/** Ends a pause; no error without one. */
export async function goOn(engine: Engine, containerId: string): Promise<void> {
  const { State } = await engine.inspectContainer(containerId);
  if (State.Paused) await engine.unpauseContainer(containerId);
}

/** Copies the volumes into volumes of the snapshot; calls `still` when only copying remains. */
export function copyPart(
  deps: SaveDeps,
  { existing: { agentId }, at, volumes, pause }: SnapshotPlan,
  still: () => Promise<void>,
): {
  run(context: StepContext): Promise<void>;
  undo(): Promise<void>;
  bytes(): Partial<Record<VolumePart, number>>;
} {
  const id = String(at);
  const sizes: Partial<Record<VolumePart, number>> = {};
  const mounts = volumes.flatMap((part) => [
    volumeMount(objectNames(agentId)[part], `/from/${part}`, true),
    volumeMount(snapshotVolume(agentId, id, part), `/to/${part}`),
  ]);
  return {
    bytes: () => sizes,
    async run(context) {
      for (const part of volumes)
        await deps.engine().createVolume(snapshotVolumeSpec(agentId, id, part, deps.version));
      if (volumes.length === 0) return await still();
      await withCopier(deps.toolbox, { agentId, mounts }, context.signal, async (open) => {
        let total = 0;
        for (const part of volumes) {
          const bytes = await bytesIn(open, `/from/${part}`, context.signal);
          sizes[part] = bytes;
          total += bytes;
        }
        await requireSpace(open, `/to/${volumes[0]}`, total, context.signal);
        const paced = pacedBytes(deps.clock, context, total);
        await still();
        for (const part of volumes) {
          const trees = { from: `/from/${part}`, to: `/to/${part}`, tolerant: !pause };
          await copyTree(open, trees, { signal: context.signal, onBytes: (bytes) => paced.report(bytes) });
          paced.next(sizes[part] ?? 0);
        }
      });
    },
    async undo() {
      for (const part of volumes) await deps.engine().removeVolume(snapshotVolume(agentId, id, part));
    },
  };
}

/** Creates the image that completes the snapshot. */
export async function keepImage(
  deps: SaveDeps,
  { existing, name, trigger, at }: Omit<SnapshotPlan, 'volumes' | 'pause'>,
  volumes: Partial<Record<VolumePart, number>>,
  atRest: boolean,
): Promise<void> {
  const { agentId, inspect, spec } = existing;
  const engine = deps.engine();
  const reference = snapshotReference({ agentId, at });
  const record = (layerBytes: number | undefined): SnapshotRecord => ({
    version: 1,
    id: String(at),
    name,
    trigger,
    at,
    atRest,
    parts: { ...volumes, ...(layerBytes === undefined ? {} : { layer: layerBytes }) },
    hostFolders:
      spec.workspace.kind === 'host-folder'
        ? [spec.workspace.path, ...spec.workspace.folders.map(({ path }) => path)]
        : [],
  });
  const labels = (layerBytes: number | undefined) => imageLabelsOf(agentId, deps.version, record(layerBytes));
  const isReadOnly = inspect.HostConfig.ReadonlyRootfs === true;
  if (isReadOnly || keepsValues(existing.created)) {
    // The layer is empty, or a commit would hold the value of a secret for a moment, so the base image is copied
    // instead.
    await copyImage(engine, inspect.Image, { reference, labels: labels(isReadOnly ? 0 : undefined) });
    return;
  }
  const container = {
    id: inspect.Id,
    imageId: inspect.Image,
    environment: await environmentAdded(engine, inspect),
  };
  await takeLayer(engine, container, { agentId, at, version: deps.version, labels });
}
