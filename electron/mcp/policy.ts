import type { Agent } from '../contract/agent.ts';
import type { ApprovalReason } from '../contract/approvals.ts';
import { formatBytes } from '../contract/sizes.ts';
import type { Attempt } from '../contract/task.ts';
import type { Scope } from '../contract/token.ts';
import { permits } from '../control/scope.ts';
import { clientTag, type Grant, isGranted, isOwn } from './grant.ts';

/** A request of a client, as far as the policy needs to know it. `reasons` are what it reaches beyond its sandbox. */
export type McpRequest =
  | { kind: 'use'; scope: Scope; agent: Agent; reasons: readonly ApprovalReason[] }
  /** `memoryBytes`: of all `count` agents together. */
  | { kind: 'create'; scope: Scope; count: number; memoryBytes: number; reasons: readonly ApprovalReason[] };

/** An agent that an attempt in the queue will have. */
export type ReservedAgent = NonNullable<Attempt['waiting']>;

export type Verdict =
  | { kind: 'within' }
  /** A person decides. */
  | { kind: 'ask'; reasons: readonly ApprovalReason[] }
  /** Nobody is asked: the person has decided already. */
  | { kind: 'refused'; type: 'not-allowed' | 'resource-limit'; message: string };

/**
 * Decides on a request of a client. The policy only narrows: what is beyond the grant is a person's decision, and a
 * budget or a token's scope is no question at all. `agents` and `reserved` are those of everybody.
 */
export function decide(
  request: McpRequest,
  grant: Grant,
  agents: readonly Agent[],
  reserved: readonly ReservedAgent[] = [],
): Verdict {
  if (grant.scope !== 'person' && !permits(grant.scope, request.scope))
    return refusal('not-allowed', `The token’s scope is “${grant.scope}”; this needs “${request.scope}”.`);
  const reasons = [...request.reasons];
  if (request.kind === 'create') {
    const { count, memoryBytes } = spent(grant, agents, reserved);
    const exceeded = exceededBudget(grant, count + request.count, memoryBytes + request.memoryBytes);
    if (exceeded !== undefined) return refusal('resource-limit', exceeded);
  } else if (!isGranted(request.agent, grant)) {
    reasons.unshift({ kind: 'foreign-agent', subject: request.agent.name });
  }
  return reasons.length === 0 ? { kind: 'within' } : { kind: 'ask', reasons };
}

/** Returns the number and the memory limits of a client's agents, with those that its tasks will have. */
export function spent(
  grant: Pick<Grant, 'client' | 'id'>,
  agents: readonly Agent[],
  reserved: readonly ReservedAgent[] = [],
): { count: number; memoryBytes: number } {
  const memory = [
    ...agents.filter((agent) => isOwn(agent, grant)).map(memoryOf),
    ...reserved.filter(({ tags }) => tags.includes(clientTag(grant))).map(({ memoryBytes }) => memoryBytes),
  ];
  return { count: memory.length, memoryBytes: memory.reduce((sum, bytes) => sum + bytes, 0) };
}

/**
 * Whether an agent that was just created is beyond the budget, because another process of the client created one at the
 * same time. The oldest agents keep their place, so that each process comes to the same result.
 */
export function isBeyondBudget(agentId: string, grant: Grant, agents: readonly Agent[]): boolean {
  const own = agents
    .filter((agent) => isOwn(agent, grant))
    .sort((a, b) => a.createdAt - b.createdAt || (a.id < b.id ? -1 : 1));
  const upTo = own.slice(0, own.findIndex(({ id }) => id === agentId) + 1);
  const memoryBytes = upTo.reduce((sum, agent) => sum + memoryOf(agent), 0);
  return exceededBudget(grant, upTo.length, memoryBytes) !== undefined;
}

/** Returns what is exceeded, for the client; undefined within the budget. */
export function exceededBudget(
  { client, maximumAgents, maximumMemoryBytes }: Grant,
  count: number,
  memoryBytes: number,
): string | undefined {
  if (count > maximumAgents) return `“${client}” may have ${maximumAgents} agents at a time.`;
  if (memoryBytes > maximumMemoryBytes)
    return `The agents of “${client}” may have ${formatBytes(maximumMemoryBytes)} of memory together, and would have ${formatBytes(memoryBytes)}.`;
  return undefined;
}

/** The memory that an agent may take: its limit in force, or that of its settings while it has none. */
function memoryOf({ limits, spec }: Agent): number {
  return limits.memoryBytes || (spec?.resources.memoryBytes ?? 0);
}

function refusal(type: 'not-allowed' | 'resource-limit', message: string): Verdict {
  return { kind: 'refused', type, message };
}
