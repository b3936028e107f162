import { formatAgo } from './time.ts';
import { useNow } from './use-now.ts';

const MINUTE_MS = 60_000;

/** How long ago something was, which goes on by itself. `atMs` is in ms since the epoch. */
export function Ago({ atMs }: { atMs: number }) {
  const countsSeconds = Date.now() - atMs < MINUTE_MS;
  return formatAgo(atMs, useNow(countsSeconds ? 1_000 : MINUTE_MS / 2));
}
