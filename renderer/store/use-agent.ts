import type { Agent } from '../../electron/contract/agent.ts';
import { useStore } from './store.ts';

/** An agent as the engine reports it; undefined when it is gone or not known yet. */
export function useAgent(agentId: string): Agent | undefined {
  return useStore(({ agentsById }) => agentsById[agentId]);
}

export function useAgentName(agentId: string): string | undefined {
  return useStore(({ agentsById }) => agentsById[agentId]?.name);
}

export function useAgentRunning(agentId: string): boolean {
  return useStore(({ agentsById }) => agentsById[agentId]?.status === 'running');
}
