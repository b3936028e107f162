import type { Agent, AgentStatus } from '../../electron/contract/agent.ts';
import type { AgentType } from '../../electron/contract/agent-spec.ts';
import type { Sample } from '../../electron/contract/stats.ts';
import { assertNever } from '../../electron/lib/assert-never.ts';

export type SortKey = 'name' | 'status' | 'cpu' | 'memory' | 'network' | 'created';
export type FleetSort = { key: SortKey; direction: 'ascending' | 'descending' };

/** A `null` field filters nothing. */
export type FleetFilter = { status: AgentStatus | null; type: AgentType | null; tag: string | null };

export const noFilter: FleetFilter = { status: null, type: null, tag: null };

/** Most urgent first. */
const statusOrder: readonly AgentStatus[] = [
  'failed',
  'unreachable',
  'creating',
  'running',
  'paused',
  'stopped',
];

/** Ids of the agents that pass the filter, sorted. Equal agents are sorted by name. */
export function fleetIds(
  agents: readonly Agent[],
  samples: Readonly<Record<string, Sample | undefined>>,
  filter: FleetFilter,
  sort: FleetSort,
): string[] {
  const sign = sort.direction === 'ascending' ? 1 : -1;
  return agents
    .filter((agent) => passes(agent, filter))
    .map((agent) => ({ agent, value: sortValue(agent, samples[agent.id], sort.key) }))
    .sort((one, other) => sign * (one.value - other.value) || byName(one.agent, other.agent, sort))
    .map(({ agent }) => agent.id);
}

function passes(agent: Agent, { status, type, tag }: FleetFilter): boolean {
  if (status !== null && agent.status !== status) return false;
  if (type !== null && agent.spec?.type !== type) return false;
  return tag === null || agent.spec?.tags.includes(tag) === true;
}

function byName(one: Agent, other: Agent, sort: FleetSort): number {
  const sign = sort.key === 'name' && sort.direction === 'descending' ? -1 : 1;
  return sign * one.name.localeCompare(other.name, undefined, { numeric: true });
}

/** The value to sort by. Agents without a reading sort below idle agents. */
function sortValue(agent: Agent, sample: Sample | undefined, key: SortKey): number {
  switch (key) {
    case 'name':
      return 0;
    case 'status':
      return statusOrder.indexOf(agent.status);
    case 'cpu':
      return sample?.cpuPercent ?? -1;
    case 'memory':
      return sample?.memoryBytes ?? -1;
    case 'network':
      return sample ? sample.rxBytesPerSecond + sample.txBytesPerSecond : -1;
    case 'created':
      return agent.createdAt;
    default:
      return assertNever(key);
  }
}

/** Every tag in use, each once, in order. */
export function tagsOf(agents: readonly Agent[]): string[] {
  return [...new Set(agents.flatMap((agent) => agent.spec?.tags ?? []))].sort((one, other) =>
    one.localeCompare(other),
  );
}

/** The sort after a click on a column's head: numbers start with the largest, words with A. */
export function nextSort(current: FleetSort, key: SortKey): FleetSort {
  if (current.key === key) {
    return { key, direction: current.direction === 'ascending' ? 'descending' : 'ascending' };
  }
  return { key, direction: key === 'name' || key === 'status' ? 'ascending' : 'descending' };
}
