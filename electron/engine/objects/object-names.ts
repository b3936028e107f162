import { randomUUID } from 'node:crypto';
import { CONTAINER_NAME_PREFIX } from './labels.ts';

/** Names of an agent's objects. Only the container's contains the agent's name; the others never change. */
export const objectNames = (agentId: string) => ({
  network: `bulkhead-${agentId}`,
  home: `bulkhead-${agentId}-home`,
  workspace: `bulkhead-${agentId}-workspace`,
  baseline: `bulkhead-${agentId}-baseline`,
});

const GROUP_NETWORK_PREFIX = 'bulkhead-group-';

/** The name of a group's network. No agent's own network has such a name, because ids of agents are hexadecimal. */
export function groupNetworkName(group: string): string {
  return `${GROUP_NETWORK_PREFIX}${group}`;
}

/** The group of a network; undefined for a network that is none of a group. */
export function groupOfNetwork(networkName: string): string | undefined {
  return networkName.startsWith(GROUP_NETWORK_PREFIX)
    ? networkName.slice(GROUP_NETWORK_PREFIX.length)
    : undefined;
}

export function containerName(agentName: string): string {
  return `${CONTAINER_NAME_PREFIX}${agentName}`;
}

/** The name of a short-lived container of the app. It is random, because two can be made in the same millisecond. */
export function helperName(purpose: 'probe' | 'owner' | 'canary' | 'toolbox'): string {
  return `${CONTAINER_NAME_PREFIX}${purpose}-${randomUUID().slice(0, 8)}`;
}
