import { expect, it } from 'vitest';
import type { Decision } from '../../electron/contract/egress.ts';
import { BUCKETS, trafficOf } from './traffic.ts';

const MINUTE_MS = 60_000;
const NOW = 1_000 * MINUTE_MS;
const at = (time: number, changes: Partial<Decision> = {}): Decision => ({
  seq: 0,
  flowId: 'f',
  final: true,
  time,
  agentId: 'a',
  kind: 'http',
  host: 'a.test',
  port: 443,
  verdict: 'allowed',
  reason: 'rule',
  bytesUp: 1,
  bytesDown: 2,
  durationMs: 0,
  ...changes,
});

it('puts requests into steps of time, the newest last', () => {
  const { buckets, spanMs, total } = trafficOf(
    [
      at(NOW - 4 * MINUTE_MS),
      at(NOW),
      at(NOW + 500, { verdict: 'blocked', bytesUp: 0, bytesDown: 0 }),
      at(NOW, { kind: 'dns', verdict: 'blocked' }),
    ],
    NOW,
  );
  expect(spanMs).toBe(5 * MINUTE_MS);
  expect(buckets).toHaveLength(BUCKETS);
  expect(buckets.at(-1)).toEqual({ allowed: 1, blocked: 1, bytes: 3 });
  expect(buckets[11]).toEqual({ allowed: 1, blocked: 0, bytes: 3 });
  expect(total).toEqual({ allowed: 2, blocked: 1, bytes: 6 });
});

it('widens the span to hold what there is, and leaves out what is older than the widest', () => {
  expect(trafficOf([at(NOW - 5 * MINUTE_MS)], NOW).spanMs).toBe(30 * MINUTE_MS);
  expect(trafficOf([at(NOW - 3 * 60 * MINUTE_MS)], NOW).spanMs).toBe(720 * MINUTE_MS);
  const now = 40 * 24 * 60 * MINUTE_MS;
  expect(trafficOf([at(0), at(now)], now).total.allowed).toBe(1);
  expect(trafficOf([], now).total).toEqual({ allowed: 0, blocked: 0, bytes: 0 });
});
