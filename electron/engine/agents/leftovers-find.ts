import type { ContainerSummary } from '../docker/api.ts';
import { PREVIOUS_SUFFIX } from './directory-agent.ts';
import { AGENT_LABEL } from './labels.ts';
import type { AgentObjects } from './removal-objects.ts';

/** What a crash left of an agent. */
export type Leftover = { agentId: string; objects: string[] } & (
  | { kind: 'no-container' }
  /** A recreation that was cut off before the new container ever ran: the previous one is the agent. */
  | { kind: 'unfinished-replacement'; remove: string; restore: { id: string; name: string } }
  /** A recreation that was cut off after the new container had started. */
  | { kind: 'replaced'; remove: string }
);

type Labelled = { Labels: Record<string, string> | null };

/**
 * Objects with our labels that belong to no complete agent. A workspace alone is none: people keep those. Nor is an
 * agent that somebody is working on.
 */
export function findLeftovers(objects: AgentObjects, isBusy: (agentId: string) => boolean): Leftover[] {
  const found: Leftover[] = [];
  const containers = groupByAgent(objects.containers);
  for (const [agentId, own] of containers) {
    const leftover = isBusy(agentId) ? undefined : doubled(agentId, own);
    if (leftover) found.push(leftover);
  }
  const rest = groupByAgent<Labelled & { words: string }>([
    ...objects.networks.map((network) => ({ ...network, words: `network ${network.Name}` })),
    ...objects.homes.map((volume) => ({ ...volume, words: `volume ${volume.Name}` })),
    ...objects.snapshots.map((image) => ({
      ...image,
      words: `snapshot ${image.RepoTags?.[0] ?? image.Id.slice(0, 19)}`,
    })),
  ]);
  for (const [agentId, own] of rest) {
    if (containers.has(agentId) || isBusy(agentId)) continue;
    found.push({ kind: 'no-container', agentId, objects: own.map(({ words }) => words) });
  }
  return found;
}

function doubled(agentId: string, containers: ContainerSummary[]): Leftover | undefined {
  const previous = containers.find((each) => nameOf(each).endsWith(PREVIOUS_SUFFIX));
  if (!previous) return undefined;
  const name = nameOf(previous).slice(0, -PREVIOUS_SUFFIX.length);
  const replacement = containers.find((each) => nameOf(each) === name);
  if (!replacement) return undefined;
  if (replacement.State !== 'created') {
    return { kind: 'replaced', agentId, objects: [words(previous)], remove: previous.Id };
  }
  return {
    kind: 'unfinished-replacement',
    agentId,
    objects: [words(replacement)],
    remove: replacement.Id,
    restore: { id: previous.Id, name },
  };
}

const nameOf = (container: ContainerSummary) => (container.Names[0] ?? '').replace(/^\//, '');
const words = (container: ContainerSummary) => `container ${nameOf(container)}`;

function groupByAgent<T extends Labelled>(objects: readonly T[]): Map<string, T[]> {
  const groups = new Map<string, T[]>();
  for (const object of objects) {
    const agentId = object.Labels?.[AGENT_LABEL];
    if (agentId) groups.set(agentId, [...(groups.get(agentId) ?? []), object]);
  }
  return groups;
}
