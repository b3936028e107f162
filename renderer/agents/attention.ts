import type { Agent } from '../../electron/contract/agent.ts';

/** Why an agent needs a person to look, in words, or null. The worst reason counts. */
export function attentionOf(agent: Pick<Agent, 'status' | 'exit' | 'spec' | 'specProblem'>): string | null {
  if (agent.specProblem !== undefined || agent.spec === null) return 'Unreadable spec';
  if (agent.status === 'failed') return agent.exit?.reason ?? 'Failed';
  if (agent.exit?.oomKilled) return 'Ran out of memory';
  return null;
}
