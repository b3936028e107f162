import type { Agent } from '../../contract/agent.ts';
import type { Snapshot, SnapshotRules } from '../../contract/snapshots.ts';

const HOUR_MS = 3_600_000;
const DAY_MS = 24 * HOUR_MS;

/**
 * Selects the automatic snapshots that the rules expire: per agent, all but the newest few, and those that are too old.
 * Never selects snapshots that a person saved. Pure; `now` in epoch ms.
 */
export function expired<T extends Pick<Snapshot, 'agentId' | 'trigger' | 'at'>>(
  snapshots: readonly T[],
  { keepLast, keepDays }: Pick<SnapshotRules, 'keepLast' | 'keepDays'>,
  now: number,
): T[] {
  const seen = new Map<string, number>();
  return [...snapshots]
    .sort((a, b) => b.at - a.at)
    .filter(({ agentId, trigger, at }) => {
      if (trigger === 'person') return false;
      const newer = seen.get(agentId) ?? 0;
      seen.set(agentId, newer + 1);
      return newer >= keepLast || (keepDays > 0 && now - at > keepDays * DAY_MS);
    });
}

/** Selects the running agents whose next snapshot is due. Pure. */
export function dueForSnapshot(
  agents: readonly Pick<Agent, 'id' | 'status'>[],
  snapshots: readonly Pick<Snapshot, 'agentId' | 'trigger' | 'at'>[],
  triedAt: ReadonlyMap<string, number>,
  everyHours: number,
  now: number,
): string[] {
  if (everyHours === 0) return [];
  // Times yet to come are of a clock that was set back, and say nothing.
  const last = new Map([...triedAt].filter(([, at]) => at <= now));
  // Other snapshots hold only the container's layer, or were made for one occasion.
  for (const { agentId, trigger, at } of snapshots)
    if ((trigger === 'schedule' || trigger === 'person') && at <= now)
      last.set(agentId, Math.max(at, last.get(agentId) ?? 0));
  return agents
    .filter(({ id, status }) => status === 'running' && now - (last.get(id) ?? 0) >= everyHours * HOUR_MS)
    .map(({ id }) => id);
}
