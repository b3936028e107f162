import { formatDuration } from '../../electron/lib/format-duration.ts';

const SECOND_MS = 1000;

/** How long ago something was: "just now", "3 min ago". Both in ms since the epoch. */
export function formatAgo(thenMs: number, nowMs: number): string {
  const ms = nowMs - thenMs;
  return ms < 10 * SECOND_MS ? 'just now' : `${formatDuration(ms)} ago`;
}
