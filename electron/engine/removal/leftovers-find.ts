import { previousSuffix } from '../directory/directory-agent.ts';
import type { ContainerSummary } from '../docker/api.ts';
import { AGENT_LABEL, CONTAINER_NAME_PREFIX, REPLACEMENT_LABEL } from '../objects/labels.ts';
import { halfMade } from '../snapshot-images/snapshot-objects.ts';
import { type AgentObjects, removable } from './removal-objects.ts';

/** Objects that a crash left of an agent, and their remedy. */
export type Leftover = { agentId: string; name: string; objects: string[] } & Remedy;

type Remedy =
  /** An interrupted creation or removal: all objects are removed. */
  | { kind: 'incomplete' }
  /** A recreation interrupted before the new container ever ran: the previous container is the agent. */
  | { kind: 'unfinished-replacement'; remove: string; restore: { id: string; name: string } }
  /** A recreation interrupted before there was a new container: the previous one lacks its name. */
  | { kind: 'set-aside'; restore: { id: string; name: string } }
  /** A recreation interrupted after the new container had started. */
  | { kind: 'replaced'; remove: string }
  /** An interrupted snapshot or recreation: volumes without a snapshot image, images that no container runs. */
  | { kind: 'half-snapshot'; volumes: string[]; images: string[] };

type Labelled = { Labels: Record<string, string> | null };

/**
 * Finds objects with our labels that belong to no complete agent. Excludes lone workspaces, because people keep those,
 * and agents with a running operation.
 */
export function findLeftovers(objects: AgentObjects, isBusy: (agentId: string) => boolean): Leftover[] {
  const leftovers: Leftover[] = [];
  const containers = groupByAgent(objects.containers);
  const others = groupByAgent<Labelled & { words: string }>([
    ...objects.probes.map((probe) => ({ ...probe, words: words(probe) })),
    ...objects.networks.map((network) => ({ ...network, words: `network ${network.Name}` })),
    ...[...objects.homes, ...objects.baselines].map((volume) => ({
      ...volume,
      words: `volume ${volume.Name}`,
    })),
    ...objects.snapshotVolumes.map((volume) => ({ ...volume, words: `volume ${volume.Name}` })),
    ...[...objects.snapshots, ...objects.runImages].map((image) => ({
      ...image,
      words: `snapshot ${image.RepoTags?.[0] ?? image.Id.slice(0, 19)}`,
    })),
  ]);
  for (const agentId of new Set([...containers.keys(), ...others.keys()])) {
    if (isBusy(agentId)) continue;
    const own = containers.get(agentId) ?? [];
    const rest = (others.get(agentId) ?? []).map(({ words }) => words);
    const leftover = own.length > 1 ? doubled(agentId, own) : incomplete(agentId, own[0], rest);
    if (leftover) leftovers.push(leftover);
    else if (own[0]) leftovers.push(...halfSnapshot(objects, agentId, own[0]));
  }
  return leftovers;
}

function halfSnapshot(objects: AgentObjects, agentId: string, container: ContainerSummary): Leftover[] {
  const volumes = halfMade(objects.snapshotVolumes.filter(isOf(agentId)), objects.snapshots);
  const images = objects.runImages
    .filter((image) => isOf(agentId)(image) && image.Id !== container.ImageID)
    .flatMap(removable)
    .filter((reference) => reference !== container.Image);
  if (volumes.length + images.length === 0) return [];
  const words = [
    ...volumes.map((volume) => `volume ${volume} of an unfinished snapshot`),
    ...images.map((image) => `image ${image} that no container runs`),
  ];
  return [{ kind: 'half-snapshot', agentId, name: agentNameOf(container), objects: words, volumes, images }];
}

/**
 * Whether a creation was interrupted: it starts its container last, so a container that never ran and replaces none is
 * unfinished.
 */
function incomplete(
  agentId: string,
  container: ContainerSummary | undefined,
  rest: string[],
): Leftover | undefined {
  if (!container) return { kind: 'incomplete', agentId, name: agentId, objects: rest };
  const name = agentNameOf(container);
  if (isPrevious(container)) {
    const restore = { id: container.Id, name: previousNameOf(container) };
    return { kind: 'set-aside', agentId, name, objects: [`${words(container)} without its name`], restore };
  }
  if (container.State !== 'created' || container.Labels[REPLACEMENT_LABEL]) return undefined;
  return { kind: 'incomplete', agentId, name, objects: [words(container), ...rest] };
}

function doubled(agentId: string, containers: ContainerSummary[]): Leftover | undefined {
  const previous = containers.find(isPrevious);
  if (!previous) return withoutPrevious(agentId, containers);
  const name = previousNameOf(previous);
  const replacement = containers.find((each) => nameOf(each) === name);
  if (!replacement) return undefined;
  if (replacement.State !== 'created') {
    return {
      kind: 'replaced',
      agentId,
      name: agentNameOf(replacement),
      objects: [words(previous)],
      remove: previous.Id,
    };
  }
  return {
    kind: 'unfinished-replacement',
    agentId,
    name: agentNameOf(replacement),
    objects: [words(replacement)],
    remove: replacement.Id,
    restore: { id: previous.Id, name },
  };
}

/** A replacement that never ran, of an agent whose own container was given another name since. */
function withoutPrevious(agentId: string, containers: ContainerSummary[]): Leftover | undefined {
  const unused = containers.find(({ State, Labels }) => State === 'created' && Labels[REPLACEMENT_LABEL]);
  const agent = containers.find((each) => each !== unused);
  if (!unused || !agent || agent.State === 'created') return undefined;
  return { kind: 'replaced', agentId, name: agentNameOf(agent), objects: [words(unused)], remove: unused.Id };
}

const isOf =
  (agentId: string) =>
  ({ Labels }: Labelled) =>
    Labels?.[AGENT_LABEL] === agentId;
const isPrevious = (container: ContainerSummary) => nameOf(container).endsWith(suffixOf(container));
const suffixOf = ({ Labels }: ContainerSummary) => previousSuffix(Labels[AGENT_LABEL] ?? '');
/** The name that the previous container had before the recreation. */
const previousNameOf = (container: ContainerSummary) =>
  isPrevious(container) ? nameOf(container).slice(0, -suffixOf(container).length) : nameOf(container);
const nameOf = (container: ContainerSummary) => (container.Names[0] ?? '').replace(/^\//, '');
const agentNameOf = (container: ContainerSummary) =>
  previousNameOf(container).replace(new RegExp(`^${CONTAINER_NAME_PREFIX}`), '');
const words = (container: ContainerSummary) => `container ${nameOf(container)}`;

function groupByAgent<T extends Labelled>(objects: readonly T[]): Map<string, T[]> {
  const groups = new Map<string, T[]>();
  for (const object of objects) {
    const agentId = object.Labels?.[AGENT_LABEL];
    if (agentId) groups.set(agentId, [...(groups.get(agentId) ?? []), object]);
  }
  return groups;
}
