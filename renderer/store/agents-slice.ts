import type { Agent } from '../../electron/contract/agent.ts';

export interface AgentsSlice {
  /** null until the engine's agents are known. */
  agentIds: readonly string[] | null;
  agentsById: Readonly<Record<string, Agent>>;
  /** Of the newest change applied. */
  agentsSequence: number;
}

export const initialAgents: AgentsSlice = { agentIds: null, agentsById: {}, agentsSequence: 0 };

const byName = new Intl.Collator('en', { numeric: true, sensitivity: 'base' });

function sortedIds(agents: Readonly<Record<string, Agent>>): string[] {
  return Object.values(agents)
    .sort((a, b) => byName.compare(a.name, b.name))
    .map((agent) => agent.id);
}

function sameOrder(a: readonly string[] | null, b: readonly string[]): boolean {
  return a !== null && a.length === b.length && a.every((id, index) => id === b[index]);
}

/** The whole list, as a resync brings it. One of sequence 0 was made before the engine was read: it tells nothing. */
export function withAgentList(slice: AgentsSlice, list: { sequence: number; agents: Agent[] }): AgentsSlice {
  if (list.sequence === 0) return initialAgents;
  const agentsById = Object.fromEntries(list.agents.map((agent) => [agent.id, agent]));
  const ids = sortedIds(agentsById);
  return {
    agentsById,
    agentIds: sameOrder(slice.agentIds, ids) ? slice.agentIds : ids,
    agentsSequence: list.sequence,
  };
}

/**
 * One change. `missed` says that an earlier change never arrived: the caller lists again. The ids keep their identity
 * unless their order changes, so that a list re-renders only then.
 */
export function withAgentsChange(
  slice: AgentsSlice,
  change: { sequence: number; upserted: Agent[]; removed: string[] },
): { slice: AgentsSlice; missed: boolean } {
  if (slice.agentIds === null) return { slice, missed: true };
  if (change.sequence <= slice.agentsSequence) return { slice, missed: false };
  const missed = change.sequence !== slice.agentsSequence + 1;
  const agentsById = { ...slice.agentsById };
  for (const id of change.removed) delete agentsById[id];
  for (const agent of change.upserted) agentsById[agent.id] = agent;
  const ids = sortedIds(agentsById);
  return {
    missed,
    slice: {
      agentsById,
      agentIds: sameOrder(slice.agentIds, ids) ? slice.agentIds : ids,
      agentsSequence: change.sequence,
    },
  };
}
