import type { AgentStatus } from '../../contract/agent.ts';
import type { DiskQuota } from '../../contract/disk.ts';

export type QuotaAct = 'nothing' | 'warn' | 'pause' | 'stop';

/**
 * What to do about an agent after a measurement. It is told of once each time that it goes over; a person who lets it
 * go on all the same is not overruled until it was below again. Pure.
 */
export function quotaAct(
  usedBytes: number,
  { bytes, action }: DiskQuota,
  now: { wasOver: boolean; status: AgentStatus },
): QuotaAct {
  if (usedBytes <= bytes || now.wasOver) return 'nothing';
  if (action === 'stop' && (now.status === 'running' || now.status === 'paused')) return 'stop';
  if (action === 'pause' && now.status === 'running') return 'pause';
  return 'warn';
}
