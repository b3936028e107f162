import { formatDuration } from '../../electron/lib/format-duration.ts';

const SECOND_MS = 1000;

/** How long ago something was: "just now", "3 min ago". Both in ms since the epoch. */
export function formatAgo(thenMs: number, nowMs: number): string {
  const ms = nowMs - thenMs;
  return ms < 10 * SECOND_MS ? 'just now' : `${formatDuration(ms)} ago`;
}

/** A date with its time, as people write it in the person's locale. `atMs` is in ms since the epoch. */
export function formatDateTime(atMs: number, locale?: string): string {
  return new Date(atMs).toLocaleString(locale, { dateStyle: 'medium', timeStyle: 'medium' });
}

/** "14:05" or "02:05 PM", with or without seconds; two digits each, so that every time has the same width. */
export function formatTime(atMs: number, withSeconds: boolean, locale?: string): string {
  return new Date(atMs).toLocaleTimeString(locale, {
    hour: '2-digit',
    minute: '2-digit',
    ...(withSeconds ? { second: '2-digit' } : {}),
  });
}
