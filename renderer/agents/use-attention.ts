import type { Agent } from '../../electron/contract/agent.ts';
import { useStore } from '../store/store.ts';
import { attentionOf } from './attention.ts';

/** Why the agent needs a person to look, in words, or null. */
export function useAttention(agent: Agent | undefined): string | null {
  const waiting = useStore(
    ({ waitingAgentIds }) => agent !== undefined && waitingAgentIds.includes(agent.id),
  );
  return agent ? attentionOf(agent, { waiting }) : null;
}
