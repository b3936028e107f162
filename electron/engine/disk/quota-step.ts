import type { AgentStatus } from '../../contract/agent.ts';
import type { DiskQuota } from '../../contract/disk.ts';

export type QuotaAct = 'nothing' | 'warn' | 'pause' | 'stop';

/**
 * Decides the action for an agent after a measurement. Reports once each time that the agent exceeds its quota. A
 * person who resumes the agent is not overruled until it was below the quota again. Pure.
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
