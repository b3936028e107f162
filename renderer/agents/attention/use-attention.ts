import type { Agent } from '../../../electron/contract/agent.ts';
import { useStore } from '../../store/store.ts';
import { type Attention, attentionOf } from './attention.ts';

/** Why the agent needs a person to look, or null. */
export function useAttention(agent: Agent | undefined): Attention | null {
  const waiting = useStore(
    ({ waitingAgentIds }) => agent !== undefined && waitingAgentIds.includes(agent.id),
  );
  const verification = useStore(({ verificationById }) => (agent ? verificationById[agent.id] : undefined));
  const differences = useStore(({ driftById }) => (agent ? driftById[agent.id] : undefined));
  const cards = useStore(({ asksById }) => (agent ? asksById[agent.id]?.cards : undefined));
  return agent ? attentionOf(agent, { waiting, verification, differences, cards }) : null;
}
