import {
  type Snapshot,
  type SnapshotPart,
  type SnapshotRecord,
  snapshotRecordSchema,
} from '../../contract/snapshots.ts';
import type { MountSpec, VolumeCreate, VolumeInspect } from '../docker/api.ts';
import type { Engine } from '../docker/engine.ts';
import { AGENT_LABEL, PART_LABEL, ROLE_LABEL, SNAPSHOT_LABEL, VERSION_LABEL } from '../objects/labels.ts';
import { objectNames } from '../objects/object-names.ts';
import { type ImageLabels, snapshotReference } from './snapshot-image.ts';

export type VolumePart = Exclude<SnapshotPart, 'layer'>;
export const VOLUME_PARTS: readonly VolumePart[] = ['workspace', 'home'];

/** A listed snapshot, and the id of its image. */
export type StoredSnapshot = Snapshot & { imageId: string };

export function snapshotVolume(agentId: string, snapshotId: string, part: VolumePart): string {
  return `bulkhead-${agentId}-snapshot-${snapshotId}-${part}`;
}

export function snapshotVolumeSpec(
  agentId: string,
  snapshotId: string,
  part: VolumePart,
  version: string,
): VolumeCreate {
  return {
    Name: snapshotVolume(agentId, snapshotId, part),
    Labels: {
      [AGENT_LABEL]: agentId,
      [ROLE_LABEL]: 'snapshot-volume',
      [SNAPSHOT_LABEL]: snapshotId,
      [PART_LABEL]: part,
      [VERSION_LABEL]: version,
    },
  };
}

export function imageLabelsOf(agentId: string, version: string, record: SnapshotRecord): ImageLabels {
  return { agentId, version, role: 'snapshot', more: { [SNAPSHOT_LABEL]: JSON.stringify(record) } };
}

export const imageOf = ({ agentId, at }: Pick<Snapshot, 'agentId' | 'at'>) =>
  snapshotReference({ agentId, at });

/** The agent's own volumes that a snapshot copies; host folders are not copied. */
export async function ownVolumes(
  engine: Engine,
  agentId: string,
  signal?: AbortSignal,
): Promise<VolumePart[]> {
  const label = [`${AGENT_LABEL}=${agentId}`];
  const names = new Set(
    (await engine.listVolumes({ label }, signal ? { signal } : {})).map(({ Name }) => Name),
  );
  return VOLUME_PARTS.filter((part) => names.has(objectNames(agentId)[part]));
}

/** The snapshots of one agent, or of all, the newest first. Omits those with an unreadable record. */
export async function listSnapshots(
  engine: Engine,
  agentId?: string,
  signal?: AbortSignal,
): Promise<StoredSnapshot[]> {
  const label = [
    `${ROLE_LABEL}=snapshot`,
    SNAPSHOT_LABEL,
    agentId === undefined ? AGENT_LABEL : `${AGENT_LABEL}=${agentId}`,
  ];
  const images = await engine.listImages({ label }, signal ? { signal } : {});
  return images
    .flatMap(({ Id, RepoTags, Labels }) => {
      const record = parseRecord(Labels?.[SNAPSHOT_LABEL]);
      const owner = Labels?.[AGENT_LABEL];
      if (!record || !owner || !RepoTags?.includes(imageOf({ agentId: owner, at: record.at }))) return [];
      return [{ ...record, agentId: owner, imageId: Id }];
    })
    .sort((a, b) => b.at - a.at);
}

/** Volumes of unfinished snapshots: no snapshot image refers to them. */
export function halfMade(
  volumes: readonly Pick<VolumeInspect, 'Name' | 'Labels'>[],
  images: readonly { Labels: Record<string, string> | null }[],
): string[] {
  const complete = new Set(
    images.map(({ Labels }) => `${Labels?.[AGENT_LABEL]} ${parseRecord(Labels?.[SNAPSHOT_LABEL])?.id}`),
  );
  return volumes
    .filter(({ Labels }) => !complete.has(`${Labels?.[AGENT_LABEL]} ${Labels?.[SNAPSHOT_LABEL]}`))
    .map(({ Name }) => Name);
}

function parseRecord(label: string | undefined): SnapshotRecord | undefined {
  if (label === undefined) return undefined;
  try {
    return snapshotRecordSchema.safeParse(JSON.parse(label)).data;
  } catch (error) {
    if (error instanceof SyntaxError) return undefined;
    throw error;
  }
}

export function volumeMount(name: string, target: string, readOnly = false): MountSpec {
  // NoCopy, because the toolbox's image has no content for the volume.
  return {
    Type: 'volume',
    Source: name,
    Target: target,
    ReadOnly: readOnly,
    VolumeOptions: { NoCopy: true },
  };
}

/** Deletes a snapshot: its image first, so that a crash leaves only volumes that count as half-made. */
export async function deleteSnapshot(
  engine: Engine,
  snapshot: Pick<Snapshot, 'agentId' | 'at' | 'id'>,
): Promise<void> {
  await engine.removeImage(imageOf(snapshot));
  for (const part of VOLUME_PARTS)
    await engine.removeVolume(snapshotVolume(snapshot.agentId, snapshot.id, part));
}
