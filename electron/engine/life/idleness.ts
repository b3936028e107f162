/**
 * CPU share in percent of one CPU below which an agent is idle: waiting programs still use a little for timers, a
 * blinking prompt, a watcher.
 */
export const IDLE_CPU_PERCENT = 2;
