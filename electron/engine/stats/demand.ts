import type { Agent } from '../../contract/agent.ts';

export type Rate = 'focused' | 'listed';
export interface Want {
  focused: readonly string[];
  listed: readonly string[];
}

/** How to read one container; a new key invalidates the previous reading. */
export interface Reading {
  agentId: string;
  containerId: string;
  rate: Rate;
  key: string;
}

/**
 * Selects the containers to read from what all windows show. Only running containers are read; a focused view takes
 * priority over a list.
 */
export function readingsFor(wants: Iterable<Want>, agents: readonly Agent[]): Map<string, Reading> {
  const rates = new Map<string, Rate>();
  for (const want of wants) {
    for (const agentId of want.listed) if (!rates.has(agentId)) rates.set(agentId, 'listed');
    for (const agentId of want.focused) rates.set(agentId, 'focused');
  }
  const readings = new Map<string, Reading>();
  for (const { id, containerId, status, startedAt } of agents) {
    const rate = rates.get(id);
    if (!rate || (status !== 'running' && status !== 'paused')) continue;
    readings.set(id, { agentId: id, containerId, rate, key: `${containerId} ${startedAt ?? ''}` });
  }
  return readings;
}
