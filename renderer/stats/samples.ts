import { create } from 'zustand';
import type { Sample } from '../../electron/contract/stats.ts';

/** Readings kept for a list's sparklines: about two minutes at the slow rate of a list. */
export const SPARKLINE_CAPACITY = 40;

export type Samples = {
  /** The newest reading of each agent that has one. */
  latest: Readonly<Record<string, Sample>>;
  /** The last readings, oldest first, at most `SPARKLINE_CAPACITY`. */
  recent: Readonly<Record<string, readonly Sample[]>>;
};

/** Readings of all listed agents. The store is separate from the main one, because it changes with every tick. */
export const useSamples = create<Samples>()(() => ({ latest: {}, recent: {} }));

/** Adds one tick. */
export function withTick({ latest, recent }: Samples, tick: Readonly<Record<string, Sample>>): Samples {
  const nextRecent = { ...recent };
  for (const [agentId, sample] of Object.entries(tick)) {
    nextRecent[agentId] = [...(recent[agentId] ?? []), sample].slice(-SPARKLINE_CAPACITY);
  }
  return { latest: { ...latest, ...tick }, recent: nextRecent };
}

/** Drops the readings of agents that no longer run, so that old readings are not shown as current. */
export function withoutOthers(samples: Samples, runningIds: readonly string[]): Samples {
  const keep = new Set(runningIds);
  const only = <T>(record: Readonly<Record<string, T>>) =>
    Object.fromEntries(Object.entries(record).filter(([agentId]) => keep.has(agentId)));
  return { latest: only(samples.latest), recent: only(samples.recent) };
}

/** CPU in percent of one CPU and memory in bytes of all agents together. */
export function totals(latest: Samples['latest']): { cpuPercent: number; memoryBytes: number } {
  return Object.values(latest).reduce(
    (sum, { cpuPercent, memoryBytes }) => ({
      cpuPercent: sum.cpuPercent + cpuPercent,
      memoryBytes: sum.memoryBytes + memoryBytes,
    }),
    { cpuPercent: 0, memoryBytes: 0 },
  );
}
