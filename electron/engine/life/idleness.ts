/** Below this share of one CPU (percent) a program that waits still ticks: timers, a blinking prompt, a watcher. */
export const IDLE_CPU_PERCENT = 2;

export interface Idleness {
  /** When this run of the agent began, epoch ms. */
  startedAt: number;
  /** When something was last seen of it: CPU, or somebody typing or reading in a console, epoch ms. */
  activeAt: number;
  /** The agent's wish, minutes. */
  idleStopMinutes: number;
}

/** How much longer the agent may idle, ms; 0 or less: its time is over. Pure. */
export function idleTimeLeftMs({ startedAt, activeAt, idleStopMinutes }: Idleness, now: number): number {
  return Math.max(startedAt, activeAt) + idleStopMinutes * 60_000 - now;
}
