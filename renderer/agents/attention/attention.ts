import type { Agent } from '../../../electron/contract/agent.ts';
import type { AskCard } from '../../../electron/contract/asks.ts';
import type { Difference, VerificationState } from '../../../electron/contract/isolation.ts';

/** Why an agent needs a person to look, in words. `danger`: its sandbox does not hold what it promises. */
export interface Attention {
  words: string;
  tone: 'danger' | 'warning';
}

/** Facts about an agent that do not come from the engine. */
export interface AttentionSigns {
  /** A console of the agent waits for a person. */
  waiting?: boolean;
  verification?: VerificationState | undefined;
  differences?: readonly Difference[] | undefined;
  /** The agent's blocked requests without an answer. */
  cards?: readonly AskCard[] | undefined;
}

/** The most urgent reason to look at an agent, or null. */
export function attentionOf(
  agent: Pick<Agent, 'status' | 'exit' | 'troubles' | 'spec' | 'specProblem'>,
  signs: AttentionSigns = {},
): Attention | null {
  const { verification, differences = [] } = signs;
  const open = verification?.newest?.open ?? [];
  const [first] = open;
  const [different] = differences;
  if (first !== undefined) {
    const words =
      open.length === 1 ? `Isolation failed: ${first}` : `Isolation failed: ${open.length} probes`;
    return { words, tone: 'danger' };
  }
  if (different) {
    const subject = differences.length === 1 ? different.subject : `${differences.length} settings`;
    return { words: `Differs from its settings: ${subject}`, tone: 'danger' };
  }
  const words = troubleOf(agent, signs);
  return words === null ? null : { words, tone: 'warning' };
}

function troubleOf(
  agent: Pick<Agent, 'status' | 'exit' | 'troubles' | 'spec' | 'specProblem'>,
  { waiting = false, cards = [] }: AttentionSigns,
): string | null {
  if (agent.specProblem !== undefined || agent.spec === null) return 'Unreadable spec';
  if (agent.status === 'failed') return agent.exit?.reason ?? 'Failed';
  if (agent.exit?.oomKilled) return 'Ran out of memory';
  if (agent.troubles?.includes('out-of-memory')) return 'A program ran out of memory';
  if (agent.troubles?.includes('process-limit')) return 'Reached its process limit';
  if (cards.some(({ held }) => held)) return 'A request waits for your answer';
  if (waiting) return 'Waits for you';
  if (cards.length === 0) return null;
  return cards.length === 1 ? '1 host was blocked' : `${cards.length} hosts were blocked`;
}
