import { type Agent, ownAgents } from '../../../electron/contract/agent.ts';
import type { CallOutput, EventPayload } from '../../../electron/contract/registry.ts';
import { loadAll, type SetSlice, type SliceClient, type SliceStore } from './slice.ts';

/** The person’s agents: the sandbox of a sign-in shows in its dialog alone. */
export interface Agents {
  /** null until the engine's agents are known. */
  agentIds: readonly string[] | null;
  agentsById: Readonly<Record<string, Agent>>;
  /** The sequence number of the newest change applied. */
  agentsSequence: number;
}

export const initialAgents: Agents = { agentIds: null, agentsById: {}, agentsSequence: 0 };

const byName = new Intl.Collator('en', { numeric: true, sensitivity: 'base' });

function sortedIds(agents: Readonly<Record<string, Agent>>): string[] {
  return Object.values(agents)
    .sort((a, b) => byName.compare(a.name, b.name))
    .map((agent) => agent.id);
}

function sameOrder(a: readonly string[] | null, b: readonly string[]): boolean {
  return a !== null && a.length === b.length && a.every((id, index) => id === b[index]);
}

/** Replaces the list by that of a resync. A list with sequence 0 is ignored: it was made before the engine was read. */
export function withAgentList(slice: Agents, list: { sequence: number; agents: Agent[] }): Agents {
  if (list.sequence === 0) return initialAgents;
  const agentsById = Object.fromEntries(ownAgents(list.agents).map((agent) => [agent.id, agent]));
  const ids = sortedIds(agentsById);
  return {
    agentsById,
    agentIds: sameOrder(slice.agentIds, ids) ? slice.agentIds : ids,
    agentsSequence: list.sequence,
  };
}

/**
 * Applies one change. `missed` is true when an earlier change never arrived: the caller then loads the list again. The
 * array of ids stays the same unless their order changes, so that lists re-render only then.
 */
export function withAgentsChange(
  slice: Agents,
  change: { sequence: number; upserted: Agent[]; removed: string[] },
): { slice: Agents; missed: boolean } {
  if (slice.agentIds === null) return { slice, missed: true };
  if (change.sequence <= slice.agentsSequence) return { slice, missed: false };
  const missed = change.sequence !== slice.agentsSequence + 1;
  const agentsById = { ...slice.agentsById };
  for (const id of change.removed) delete agentsById[id];
  for (const { id } of change.upserted) delete agentsById[id];
  for (const agent of ownAgents(change.upserted)) agentsById[agent.id] = agent;
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

export interface AgentsSlice extends Agents {
  setAgentList(list: CallOutput<'agent.list'>): void;
  /** Returns whether an earlier change never arrived. */
  changeAgents(change: EventPayload<'agents.changed'>): boolean;
}

type Selecting = AgentsSlice & { selectedAgentId: string | null };

export const createAgentsSlice = (set: SetSlice<Selecting>, get: () => Selecting): AgentsSlice => ({
  ...initialAgents,
  setAgentList: (list) => set((state) => withoutLostSelection(state, withAgentList(state, list))),
  changeAgents: (change) => {
    const { slice, missed } = withAgentsChange(get(), change);
    set((state) => withoutLostSelection(state, slice));
    return missed;
  },
});

/** Selects the fleet when the agent selected at the last start no longer exists at the first reading of the engine. */
function withoutLostSelection({ agentIds, selectedAgentId }: Selecting, next: Agents): Partial<Selecting> {
  const first = agentIds === null && next.agentIds !== null;
  const lost = first && selectedAgentId !== null && next.agentsById[selectedAgentId] === undefined;
  return lost ? { ...next, selectedAgentId: null } : next;
}

export const selectAgentIds = ({ agentIds }: AgentsSlice): readonly string[] | null => agentIds;
export const selectAgentsById = ({ agentsById }: AgentsSlice): Readonly<Record<string, Agent>> => agentsById;

export async function loadAgents(client: SliceClient, store: SliceStore<AgentsSlice>): Promise<void> {
  store.getState().setAgentList(await client.call('agent.list', {}));
}

export function followAgents(client: SliceClient, store: SliceStore<AgentsSlice>): () => void {
  return client.on('agents.changed', (change) => {
    if (store.getState().changeAgents(change)) loadAll([() => loadAgents(client, store)]);
  });
}
