/**
 * CPU share in percent of one CPU below which an agent is idle: waiting programs still use a little for timers, a
 * blinking prompt, a watcher.
 */
export const IDLE_CPU_PERCENT = 2;

export interface Idleness {
  /** Start of this run of the agent, epoch ms. */
  startedAt: number;
  /** Time of the last activity (CPU use, or input or output of a console), epoch ms. */
  activeAt: number;
  /** The agent's idle limit, minutes. */
  idleStopMinutes: number;
}

/** Remaining idle time in ms; 0 or less: the agent must stop. Pure. */
export function idleTimeLeftMs({ startedAt, activeAt, idleStopMinutes }: Idleness, now: number): number {
  return Math.max(startedAt, activeAt) + idleStopMinutes * 60_000 - now;
}
