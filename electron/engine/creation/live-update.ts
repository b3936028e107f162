import type { Agent } from '../../contract/agent.ts';
import { AppFailure } from '../../contract/error.ts';
import type { LiveChange } from '../../contract/isolation.ts';
import { formatBytes } from '../../contract/sizes.ts';
import type { ContainerStats, HostConfig } from '../docker/api.ts';

/**
 * Body of the engine's update request. Memory and swap are set together, because the engine refuses one without the
 * other. Pure.
 */
export function updateFor({ memoryBytes, cpus, pids }: LiveChange['resources']): Partial<HostConfig> {
  return {
    ...(memoryBytes === undefined ? {} : { Memory: memoryBytes, MemorySwap: memoryBytes }),
    ...(cpus === undefined ? {} : { NanoCpus: Math.round(cpus * 1e9) }),
    ...(pids === undefined ? {} : { PidsLimit: pids }),
  };
}

/** Memory that the kernel cannot reclaim: usage minus the droppable file cache. Handles cgroup v1 and v2. */
export function unreclaimableBytes({ usage = 0, stats = {} }: ContainerStats['memory_stats']): number {
  return Math.max(0, usage - (stats.total_inactive_file ?? stats.inactive_file ?? 0));
}

/** Whether a new limit must be compared with the memory in use. */
export function lowersMemory(
  agent: Pick<Agent, 'limits' | 'status'>,
  change: LiveChange['resources'],
): boolean {
  const { memoryBytes: present } = agent.limits;
  if (change.memoryBytes === undefined || agent.status === 'stopped' || agent.status === 'failed')
    return false;
  return present === 0 || change.memoryBytes < present;
}

/** Throws `resource-limit` for a limit below the memory in use: cgroup v2 would kill the agent's processes. */
export function checkMemoryInUse(limitBytes: number, usedBytes: number): void {
  if (limitBytes >= usedBytes) return;
  throw new AppFailure({
    type: 'resource-limit',
    field: 'resources.memoryBytes',
    message: `The agent uses ${formatBytes(usedBytes)} now: a limit of ${formatBytes(limitBytes)} would kill it. Choose more, or stop the agent first.`,
    actions: [{ kind: 'raise-limit', label: 'Change the limit' }],
  });
}
