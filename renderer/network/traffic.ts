import type { Decision } from '../../electron/contract/egress.ts';

/** The spans that a graph may show, in ms: the shortest one that holds every request, or the longest. */
const SPANS_MS = [5, 30, 120, 720, 1_440, 10_080].map((minutes) => minutes * 60_000);
export const BUCKETS = 60;

/** Traffic of one interval. */
export interface Bucket {
  allowed: number;
  blocked: number;
  bytes: number;
}

export interface Traffic {
  spanMs: number;
  /** Oldest first; the last one ends now. */
  buckets: Bucket[];
  total: Bucket;
}

/** Sums requests and bytes over time by verdict, up to `now` (epoch ms). DNS queries do not count. */
export function trafficOf(rows: readonly Decision[], now: number): Traffic {
  const requests = rows.filter(({ kind }) => kind !== 'dns');
  const oldest = requests.reduce((time, row) => Math.min(time, row.time), now);
  const spanMs = SPANS_MS.find((span) => now - oldest < span) ?? SPANS_MS.at(-1) ?? 0;
  const buckets = Array.from({ length: BUCKETS }, (): Bucket => ({ allowed: 0, blocked: 0, bytes: 0 }));
  const total: Bucket = { allowed: 0, blocked: 0, bytes: 0 };
  for (const { time, verdict, bytesUp, bytesDown, count = 1 } of requests) {
    // The gateway's clock may be a little ahead.
    const age = Math.max(0, now - time);
    const bucket = buckets[BUCKETS - 1 - Math.floor((age / spanMs) * BUCKETS)];
    for (const sum of bucket ? [bucket, total] : []) {
      sum[verdict] += count;
      sum.bytes += bytesUp + bytesDown;
    }
  }
  return { spanMs, buckets, total };
}
