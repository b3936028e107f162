import { CONTAINER_NAME_PREFIX } from './labels.ts';

/** Names of an agent's objects. Only the container's contains the agent's name; the others never change. */
export const objectNames = (agentId: string) => ({
  network: `bulkhead-${agentId}`,
  home: `bulkhead-${agentId}-home`,
  workspace: `bulkhead-${agentId}-workspace`,
  baseline: `bulkhead-${agentId}-baseline`,
});

export function containerName(agentName: string): string {
  return `${CONTAINER_NAME_PREFIX}${agentName}`;
}
