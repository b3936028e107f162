import { randomUUID } from 'node:crypto';
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

/** The name of a short-lived container of the app. It is random, because two can be made in the same millisecond. */
export function helperName(purpose: 'probe' | 'owner' | 'canary' | 'toolbox'): string {
  return `${CONTAINER_NAME_PREFIX}${purpose}-${randomUUID().slice(0, 8)}`;
}
