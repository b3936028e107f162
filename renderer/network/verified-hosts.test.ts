import { expect, it } from 'vitest';
import type { Decision } from '../../electron/contract/egress.ts';
import { METADATA, VERIFICATION_TRIES_MS } from '../../electron/contract/verification-host.ts';
import { verifiedHosts } from './verified-hosts.ts';

const BEGAN = 1_000_000;
const blocked = (host: string, time: number, changes: Partial<Decision> = {}): Decision => ({
  seq: time,
  flowId: `f${time}`,
  final: true,
  time,
  agentId: 'a',
  kind: 'tunnel',
  host,
  port: 80,
  verdict: 'blocked',
  reason: 'forbidden-address',
  bytesUp: 0,
  bytesDown: 0,
  durationMs: 0,
  ...changes,
});
const of = (...rows: Decision[]) => [...verifiedHosts(rows, [BEGAN, BEGAN + 3_600_000])];

it('knows the hosts that verifications ask for', () => {
  const host = 'verify-0123456789abcdef.invalid';
  expect(of(blocked(host, BEGAN), blocked('a.test', BEGAN), blocked(METADATA, BEGAN + 900))).toEqual([
    host,
    METADATA,
  ]);
  expect(of(blocked(METADATA, BEGAN + 5), blocked(METADATA, BEGAN + 3_600_005))).toEqual([METADATA]);
});

it('does not take the agent’s own request for cloud metadata for a verification’s', () => {
  const own = blocked(METADATA, BEGAN + VERIFICATION_TRIES_MS + 1);
  expect(of(own)).toEqual([]);
  expect(of(blocked(METADATA, BEGAN + 5), own)).toEqual([]);
  expect(of(blocked(METADATA, BEGAN + 5), blocked(METADATA, BEGAN + 6))).toEqual([]);
  expect(of(blocked(METADATA, BEGAN + 5, { count: 2 }))).toEqual([]);
  expect(of(blocked(METADATA, BEGAN - 1))).toEqual([]);
});

it('judges each address of a verification apart', () => {
  const door = blocked('127.0.0.1', BEGAN + 5, { port: 3200 });
  expect(of(door, blocked(METADATA, BEGAN + 5))).toEqual([METADATA, '127.0.0.1:3200']);
  expect(of(door, blocked('127.0.0.1', BEGAN + 9), blocked(METADATA, BEGAN + 5))).toEqual([METADATA]);
});
