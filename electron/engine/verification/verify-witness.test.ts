import { expect, it } from 'vitest';
import type { Decision } from '../../contract/egress.ts';
import { METADATA } from '../../contract/verification-host.ts';
import { judgeAudit, judgeForwarding, judgeTunnel } from './verify-witness.ts';

const name = 'verify-0123.invalid';
const decision = (host: string, verdict: Decision['verdict']): Decision => ({
  seq: 1,
  flowId: '1',
  final: true,
  time: 1,
  agentId: 'a',
  kind: 'tunnel',
  host,
  port: 443,
  verdict,
  reason: verdict === 'blocked' ? 'no-rule' : 'full-mode',
  bytesUp: 0,
  bytesDown: 0,
  durationMs: 1,
});
const report = new Map([
  ['gateway.unlisted', 'connected HTTP/1.1 403 Forbidden'],
  ['gateway.private', 'connected HTTP/1.1 403 Forbidden'],
]);
const blocked = [decision(name, 'blocked'), decision(METADATA, 'blocked')];
const verdictOf = (
  decisions: Decision[] | undefined,
  mode: 'allowlist' | 'full' = 'allowlist',
  inside = report,
) => judgeAudit(inside, decisions, { name, mode }).verdict;

it('finds what was tried in the audit, with the right verdict', () => {
  expect(verdictOf(blocked)).toBe('pass');
  expect(judgeAudit(report, blocked, { name, mode: 'off' }).observed).toContain(`${name}: blocked (no-rule)`);
});

it('fails for an answer that is not on record, and for what was let through', () => {
  expect(verdictOf([decision(name, 'blocked')])).toBe('fail');
  expect(verdictOf([decision(name, 'allowed'), decision(METADATA, 'blocked')])).toBe('fail');
  expect(verdictOf([decision(name, 'allowed'), decision(METADATA, 'blocked')], 'full')).toBe('pass');
  expect(verdictOf([decision(name, 'allowed'), decision(METADATA, 'allowed')], 'full')).toBe('fail');
});

it('says nothing without a witness, or when the gateway answered nothing', () => {
  expect(verdictOf(undefined)).toBe('inconclusive');
  expect(verdictOf([], 'allowlist', new Map([['gateway.unlisted', 'ETIMEDOUT']]))).toBe('inconclusive');
  expect(verdictOf([], 'allowlist', new Map([['gateway.unlisted', 'connected']]))).toBe('inconclusive');
});

it('judges a tunnel by its other end', () => {
  expect(judgeTunnel({ kind: 'cut', afterMs: 12 })).toMatchObject({ verdict: 'pass' });
  expect(judgeTunnel({ kind: 'stayed-open' })).toMatchObject({ verdict: 'fail' });
  expect(judgeTunnel({ kind: 'not-opened' })).toMatchObject({ verdict: 'inconclusive' });
});

it('takes a gateway that forwards for a router', () => {
  expect(judgeForwarding('0').verdict).toBe('pass');
  expect(judgeForwarding('1').verdict).toBe('fail');
  expect(judgeForwarding(undefined).verdict).toBe('inconclusive');
});
