import type { Agent } from '../../electron/contract/agent.ts';

/** What is known of an agent beside what the engine says. */
export interface AttentionSigns {
  /** One of its consoles waits for a person. */
  waiting?: boolean;
}

/** Why an agent needs a person to look, in words, or null. The worst reason counts. */
export function attentionOf(
  agent: Pick<Agent, 'status' | 'exit' | 'spec' | 'specProblem'>,
  signs: AttentionSigns = {},
): string | null {
  if (agent.specProblem !== undefined || agent.spec === null) return 'Unreadable spec';
  if (agent.status === 'failed') return agent.exit?.reason ?? 'Failed';
  if (agent.exit?.oomKilled) return 'Ran out of memory';
  if (signs.waiting) return 'Waits for you';
  return null;
}
