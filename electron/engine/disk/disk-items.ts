import type { DiskItem, DiskUsage } from '../../contract/disk.ts';
import type { Snapshot } from '../../contract/snapshots.ts';
import type { DiskUsage as EngineUsage } from '../docker/image-api.ts';
import { AGENT_LABEL, ROLE_LABEL } from '../objects/labels.ts';
import { freedBytes, type LayeredImage } from './image-bytes.ts';

/** Whether the object has the label that the app gives all its objects; others are never listed by name, or removed. */
const isOurs = ({ Labels }: { Labels: Record<string, string> | null }) => Labels?.[ROLE_LABEL] !== undefined;

export interface DiskFacts {
  usage: EngineUsage;
  /** What images take in the containerd image store, by id; empty for the older store. */
  stored: ReadonlyMap<string, LayeredImage>;
  /** Ids and names of the existing agents. */
  agents: readonly { id: string; name: string }[];
  snapshots: readonly Snapshot[];
  /** Bytes of each agent's log; logs that could not be measured are missing. */
  logs: ReadonlyMap<string, number>;
}

/** Lists our objects with their sizes, and whether and why they can be removed; sums up all other objects. Pure. */
export function diskItems(facts: DiskFacts): Pick<DiskUsage, 'items' | 'others'> {
  const { usage, agents } = facts;
  const [containers, volumes, images] = [usage.Containers ?? [], usage.Volumes ?? [], usage.Images ?? []];
  const freed = freedBytes(images, facts.stored);
  const items = [
    ...containers.filter(isOurs).flatMap((container) => containerItem(container, facts)),
    ...agents.map((agent) => logItem(agent.id, facts)),
    ...volumes.filter(isOurs).flatMap((volume) => volumeItem(volume, facts)),
    ...facts.snapshots.map((snapshot) => snapshotItem(snapshot)),
    ...images.filter(isOurs).flatMap((image) => imageItem(image, freed.get(image.Id) ?? 0)),
  ];
  const sum = (sizes: readonly (number | undefined)[]) =>
    sizes.reduce((total: number, size) => total + Math.max(0, size ?? 0), 0);
  return {
    items: items.sort((a, b) => (b.bytes ?? 0) - (a.bytes ?? 0)),
    others: {
      containers: sum(containers.filter((each) => !isOurs(each)).map(({ SizeRw }) => SizeRw)),
      // Layers below our images count as part of the images that they came with.
      images: Math.max(0, usage.LayersSize - sum(images.filter(isOurs).map(({ Id }) => freed.get(Id)))),
      volumes: sum(volumes.filter((each) => !isOurs(each)).map(({ UsageData }) => UsageData?.Size)),
      buildCache: sum((usage.BuildCache ?? []).map(({ Size }) => Size)),
    },
  };
}

type EngineContainer = NonNullable<EngineUsage['Containers']>[number];
type EngineImage = NonNullable<EngineUsage['Images']>[number];
type EngineVolume = NonNullable<EngineUsage['Volumes']>[number];

function containerItem({ Id, SizeRw, Labels }: EngineContainer, { agents }: DiskFacts): DiskItem[] {
  const agentId = Labels?.[AGENT_LABEL];
  const agent = agents.find(({ id }) => id === agentId);
  if (Labels?.[ROLE_LABEL] !== 'agent' || !agent) return [];
  return [
    {
      id: `container:${Id}`,
      kind: 'container',
      agentId: agent.id,
      bytes: SizeRw ?? 0,
      removal: 'kept',
      label: 'Written outside the volumes',
      why: 'It goes when the agent is recreated without it, or removed.',
    },
  ];
}

function logItem(agentId: string, { logs }: DiskFacts): DiskItem {
  return {
    id: `log:${agentId}`,
    kind: 'log',
    agentId,
    bytes: logs.get(agentId) ?? null,
    removal: 'kept',
    label: 'Log',
    why: 'The engine rotates it: it never takes more than 30 MiB.',
  };
}

const volumeNames: Readonly<Record<string, string>> = {
  workspace: 'Workspace',
  home: 'Home',
  baseline: 'Baseline of the private copy',
};

function volumeItem({ Name, Labels, UsageData }: EngineVolume, { agents, snapshots }: DiskFacts): DiskItem[] {
  const role = Labels?.[ROLE_LABEL] ?? '';
  const agentId = Labels?.[AGENT_LABEL];
  const agent = agents.find(({ id }) => id === agentId);
  const bytes = UsageData && UsageData.Size >= 0 ? UsageData.Size : null;
  const common = {
    id: `volume:${Name}`,
    kind: 'volume' as const,
    bytes,
    ...(agent ? { agentId: agent.id } : {}),
  };
  if (role === 'snapshot-volume') {
    const isComplete = snapshots.some((each) =>
      Name.startsWith(`bulkhead-${each.agentId}-snapshot-${each.id}-`),
    );
    // The volumes of a complete snapshot are counted with it.
    if (isComplete) return [];
    const why = 'It belongs to a snapshot that was never finished.';
    return [{ ...common, label: 'Unfinished snapshot', removal: 'safe', why }];
  }
  const name = volumeNames[role];
  if (name === undefined) return [];
  if (agent) return [{ ...common, label: name, removal: 'kept', why: 'The agent uses it.' }];
  if (role === 'workspace')
    return [
      {
        ...common,
        label: `Workspace ${Name}`,
        removal: 'loses',
        why: 'Its agent was removed and this was kept. The files in it are lost.',
      },
    ];
  return [{ ...common, label: `${name} ${Name}`, removal: 'safe', why: 'Its agent no longer exists.' }];
}

function snapshotItem(snapshot: Snapshot): DiskItem {
  const { agentId, id, name, parts, trigger } = snapshot;
  const isOwn = trigger === 'person';
  return {
    id: `snapshot:${agentId}/${id}`,
    kind: 'snapshot',
    agentId,
    label: `Snapshot “${name}”`,
    bytes: Object.values(parts).reduce((total: number, bytes) => total + (bytes ?? 0), 0),
    removal: 'loses',
    why: isOwn
      ? 'You saved it. The agent cannot go back to it any more.'
      : 'Made automatically. The agent cannot go back to it any more.',
  };
}

const imageReasons: Readonly<Record<string, string>> = {
  base: 'It is made again in a second when an agent needs it.',
  type: 'It is built again when an agent of this type is made.',
  toolbox: 'It is built again when it is needed.',
  gateway: 'It is built again when the gateway is.',
  run: 'It was made for a container that no longer exists.',
};

function imageItem(image: EngineImage, bytes: number): DiskItem[] {
  const { Id, RepoTags, Labels, Containers } = image;
  const role = Labels?.[ROLE_LABEL] ?? '';
  if (role === 'snapshot' || imageReasons[role] === undefined) return [];
  const names = (RepoTags ?? []).filter((tag) => tag !== '<none>:<none>');
  // Intermediate build steps have no name, and are removed with the image above them.
  if (names.length === 0) return [];
  const isUsed = Containers > 0;
  return [
    {
      id: `image:${Id}`,
      kind: 'image',
      label: names[0] ?? Id,
      bytes,
      removal: isUsed ? 'kept' : 'safe',
      why: isUsed ? 'A container runs it.' : (imageReasons[role] ?? ''),
    },
  ];
}
