import type { Agent } from '../../../electron/contract/agent.ts';
import type { Approval } from '../../../electron/contract/approvals.ts';
import type { AgentAsks } from '../../../electron/contract/asks.ts';
import type { Attempt, AttemptState } from '../../../electron/contract/task.ts';

/** The columns of the board, from the left. */
export const COLUMNS = ['needs-you', 'queued', 'working', 'checking', 'done', 'failed'] as const;
export type Column = (typeof COLUMNS)[number];

/** What may wait for a person, of all agents. */
export interface Signs {
  agentsById: Readonly<Record<string, Pick<Agent, 'status'>>>;
  asksById: Readonly<Record<string, Pick<AgentAsks, 'cards'>>>;
  approvals: readonly Pick<Approval, 'agentId' | 'client'>[];
  /** Agents with a console that waits for a person. */
  waitingAgentIds: readonly string[];
}

/** The state as a column. A failed attempt waits for nobody: it is over. Pure. */
export function columnOf(attempt: Attempt, signs: Signs): Column {
  return needOf(attempt, signs) === undefined ? attempt.state : 'needs-you';
}

/** What waits for the person, in words; undefined: nothing does. Pure. */
export function needOf({ state, agentId }: Attempt, signs: Signs): string | undefined {
  if (state === 'failed') return undefined;
  const approval = signs.approvals.find((each) => each.agentId !== undefined && each.agentId === agentId);
  if (approval) return `“${approval.client}” asks for your approval.`;
  const cards = signs.asksById[agentId]?.cards ?? [];
  if (cards.some(({ held }) => held)) return 'A request waits for your answer.';
  if (signs.waitingAgentIds.includes(agentId)) return 'A console waits for you.';
  // The work is over: a host that was blocked on the way, and a stopped agent, keep nobody waiting.
  if (state === 'done') return undefined;
  if (cards.length > 0)
    return cards.length === 1 ? '1 host was blocked.' : `${cards.length} hosts were blocked.`;
  return needOfAgent(state, signs.agentsById[agentId]?.status);
}

/** What only a person sets going again. */
function needOfAgent(state: AttemptState, status: Agent['status'] | undefined): string | undefined {
  if (status === 'paused') return 'Its agent is paused.';
  const isDown = status === 'stopped' || status === 'failed';
  return state === 'queued' && isDown ? 'Its agent does not run.' : undefined;
}
