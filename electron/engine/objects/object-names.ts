import { CONTAINER_NAME_PREFIX } from './labels.ts';

/** Names of what is made for an agent. Only the container's follows the agent's name; the rest never changes. */
export const objectNames = (agentId: string) => ({
  network: `bulkhead-${agentId}`,
  home: `bulkhead-${agentId}-home`,
  workspace: `bulkhead-${agentId}-workspace`,
  baseline: `bulkhead-${agentId}-baseline`,
});

export function containerName(agentName: string): string {
  return `${CONTAINER_NAME_PREFIX}${agentName}`;
}
