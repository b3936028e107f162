import { previousSuffix } from '../directory/directory-agent.ts';
import type { ContainerSummary } from '../docker/api.ts';
import type { Engine } from '../docker/engine.ts';
import { AGENT_LABEL, ROLE_LABEL } from '../objects/labels.ts';
import { runReference } from '../snapshot-images/snapshot-image.ts';
import type { Restoration } from './restore-steps.ts';

export const nameOf = (container: ContainerSummary | undefined) =>
  (container?.Names[0] ?? '').replace(/^\//, '');

/** An agent's container, and the one that waits to take its place or to be removed. */
export function agentContainers(
  engine: Engine,
  agentId: string,
  signal: AbortSignal,
): Promise<ContainerSummary[]> {
  const label = [`${AGENT_LABEL}=${agentId}`, `${ROLE_LABEL}=agent`];
  return engine.listContainers({ label }, { signal });
}

/**
 * Whether the agent has the restored files for good: the restoration said so, or its new container, from the restored
 * layer, has taken the place of the previous one (it ran, or the previous one is gone). Otherwise the leftovers lead back to
 * the previous container.
 */
export function isRestored(
  agentId: string,
  { at, isFinal }: Restoration,
  containers: readonly ContainerSummary[],
): boolean {
  if (isFinal) return true;
  const isPrevious = (container: ContainerSummary) => nameOf(container).endsWith(previousSuffix(agentId));
  const present = containers.find((container) => !isPrevious(container));
  if (present?.Image !== runReference({ agentId, at })) return false;
  return present.State !== 'created' || !containers.some(isPrevious);
}
