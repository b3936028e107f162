import { expect, it } from 'vitest';
import { bareEgress } from '../../electron/contract/agent-spec.ts';
import type { Decision } from '../../electron/contract/egress.ts';
import { printable } from '../../electron/lib/printable.ts';
import { decisionLabel, isSsh } from '../egress/decision-labels.ts';
import { allowanceOf, blockedHosts, canBeAllowed } from './blocked-hosts.ts';
import { filterRows, NetworkWindow, WINDOW_ROWS } from './network-window.ts';

const decision = (seq: number, changes: Partial<Decision> = {}): Decision => ({
  seq,
  flowId: `f${seq}`,
  final: true,
  time: seq,
  agentId: 'a',
  kind: 'http',
  method: 'GET',
  host: 'a.test',
  port: 80,
  path: '/x',
  verdict: 'blocked',
  reason: 'no-rule',
  bytesUp: 0,
  bytesDown: 0,
  durationMs: 0,
  ...changes,
});
const batch = (decisions: Decision[], leftOut = 0) =>
  ({ decisions, leftOut, missed: 0, phase: 'live' }) as const;

it('makes one row of an open flow and its end', () => {
  const window = new NetworkWindow();
  window.add(batch([decision(0, { flowId: 'f', final: false }), decision(1)]));
  window.add(batch([decision(2, { flowId: 'f', bytesDown: 7 })]));
  expect(window.rows.map(({ flowId, bytesDown }) => [flowId, bytesDown])).toEqual([
    ['f', 7],
    ['f1', 0],
  ]);
});

it('keeps a bounded number of rows and says how many are gone', () => {
  const window = new NetworkWindow();
  window.add(
    batch(
      Array.from({ length: WINDOW_ROWS + 2_000 }, (_, seq) => decision(seq)),
      3,
    ),
  );
  expect(window.rows).toHaveLength(WINDOW_ROWS);
  expect(window.leftOut).toBe(2_003);
  window.add(batch([decision(WINDOW_ROWS + 1_999, { status: 403 })]));
  expect(window.rows.at(-1)?.status).toBe(403);
});

it('filters by text and verdict, newest first', () => {
  const rows = [decision(0), decision(1, { host: 'b.test' }), decision(2, { verdict: 'allowed' })];
  expect(filterRows(rows, '', 'all').map(({ seq }) => seq)).toEqual([2, 1, 0]);
  expect(filterRows(rows, ' A.TEST:80/X ', 'blocked').map(({ seq }) => seq)).toEqual([0]);
});

it('lists blocked hosts by their newest block, ports apart, look-ups left out', () => {
  const hosts = blockedHosts([
    decision(0),
    decision(1, { host: 'b.test', port: 8443, reason: 'port-not-allowed' }),
    decision(2, { port: 443, reason: 'mode-off' }),
    decision(3, { kind: 'dns', reason: 'dns' }),
    decision(4, { verdict: 'allowed' }),
  ]);
  expect(hosts.map(({ entry, count, reason }) => [entry, count, reason])).toEqual([
    ['a.test', 2, 'mode-off'],
    ['b.test:8443', 1, 'port-not-allowed'],
  ]);
});

it('offers to allow only what an allowlist can change', () => {
  const [host] = blockedHosts([decision(0)]);
  if (!host) throw new Error('no host');
  expect(canBeAllowed(host)).toBe(true);
  expect(canBeAllowed({ ...host, reason: 'forbidden-address' })).toBe(false);
  expect(canBeAllowed({ ...host, host: '127.0.0.1' })).toBe(false);
  expect(canBeAllowed({ ...host, host: '<img src=x>' })).toBe(false);
  expect(canBeAllowed({ ...host, host: 'verify-0123456789abcdef.invalid' })).toBe(false);
});

it('knows what is allowed now, and for how long', () => {
  const [host] = blockedHosts([decision(0)]);
  if (!host) throw new Error('no host');
  const egress = bareEgress('allowlist', ['b.test', 'a.test:8080']);
  expect(allowanceOf(host, egress, 0)).toBeUndefined();
  expect(allowanceOf(host, { ...egress, allowedDomains: ['a.test'] }, 0)).toEqual({ kind: 'always' });
  expect(allowanceOf(host, { ...bareEgress('off'), allowedDomains: ['*.test'] }, 0)).toBeUndefined();
  const once = {
    ...egress,
    temporary: [{ effect: 'allow' as const, host: 'a.test', expiresAt: 601_000, answeredAt: 1_000 }],
  };
  expect(allowanceOf(host, once, 1_000)).toEqual({ kind: 'until', at: 601_000 });
  expect(allowanceOf(host, once, 601_000)).toBeUndefined();
});

it('says why in words, and writes out what cannot be seen', () => {
  expect(decisionLabel({ reason: 'rule', ruleId: 'agent::allow:a.test' })).toBe('This agent: allow a.test');
  expect(decisionLabel({ reason: 'full-mode', unfilledSecretNames: ['Key'] })).toBe(
    'Egress is Full; credential “Key” not filled in here',
  );
  expect(decisionLabel({ reason: 'rule', ruleId: 'temporary::allow:a.test', error: 'timeout' })).toBe(
    'For a while: allow a.test; no answer in time',
  );
  expect(decisionLabel({ reason: 'rule', ruleId: 'set:npm:allow:registry.npmjs.org' })).toBe(
    'Set “npm”: allow registry.npmjs.org',
  );
  expect(decisionLabel({ reason: 'denied-by-rule', ruleId: 'set:Mine:deny:**.ads.test' })).toBe(
    'Denied: Set “Mine”: deny **.ads.test',
  );
  expect(decisionLabel({ reason: 'rule', ruleId: 'host-service:Ollama:allow:models.internal:11434' })).toBe(
    'Host service “Ollama”',
  );
  expect(decisionLabel({ reason: 'rule', ruleId: 'an older id' })).toBe('Rule an older id');
  expect(decisionLabel({ reason: 'port-not-allowed', port: 22, kind: 'tunnel' })).toBe(
    'SSH has no way out: use HTTPS',
  );
  expect(isSsh({ reason: 'rule', port: 22, kind: 'tunnel' })).toBe(false);
  expect(printable('a\u202eb\n')).toBe('a\\u{202e}b\\u{a}');
});
