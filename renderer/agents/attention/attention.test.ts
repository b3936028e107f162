import { expect, it } from 'vitest';
import { sampleSpec } from '../../../electron/contract/agent.fixture.ts';
import { type AttentionSigns, attentionOf } from './attention.ts';

const spec = sampleSpec();

it('asks for nothing while all is well', () => {
  expect(attentionOf({ status: 'running', spec })).toBeNull();
  expect(
    attentionOf({ status: 'stopped', spec, exit: { code: 0, oomKilled: false, reason: 'Ended' } }),
  ).toBeNull();
});

it('says what happened', () => {
  const exit = { code: 137, oomKilled: true, reason: 'Out of memory: killed by the kernel' };
  expect(attentionOf({ status: 'failed', spec, exit })).toEqual({ words: exit.reason, tone: 'warning' });
  expect(attentionOf({ status: 'failed', spec })).toMatchObject({ words: 'Failed' });
  expect(attentionOf({ status: 'running', spec, exit })).toMatchObject({ words: 'Ran out of memory' });
  const words = (troubles: ('out-of-memory' | 'process-limit')[]) =>
    attentionOf({ status: 'running', spec, troubles })?.words;
  expect(words(['process-limit'])).toBe('Reached its process limit');
  expect(words(['out-of-memory', 'process-limit'])).toBe('A program ran out of memory');
  expect(attentionOf({ status: 'running', spec: null })).toMatchObject({ words: 'Unreadable spec' });
});

it('puts a sandbox that does not hold before everything else, until it passes', () => {
  const summary = { startedAt: 1, trigger: 'person' as const, passed: 1, inconclusive: 0, failed: [] };
  const proof = (open: string[]) => ({ verification: { newest: { ...summary, open }, running: false } });
  const agent = { status: 'failed' as const, spec };
  expect(attentionOf(agent, proof(['User']))).toEqual({ words: 'Isolation failed: User', tone: 'danger' });
  expect(attentionOf(agent, proof(['User', 'Mount']))?.words).toBe('Isolation failed: 2 probes');
  expect(attentionOf({ status: 'running', spec }, proof([]))).toBeNull();
  expect(
    attentionOf({ status: 'running', spec }, { verification: { newest: null, running: true } }),
  ).toBeNull();
});

it('says in what an agent differs', () => {
  const difference = {
    id: 'x',
    subject: 'Memory limit',
    expected: '1',
    actual: '2',
    remedy: 'live' as const,
  };
  const of = (count: number) =>
    attentionOf(
      { status: 'running', spec },
      { differences: Array.from({ length: count }, () => difference) },
    );
  expect(of(1)).toEqual({ words: 'Differs from its settings: Memory limit', tone: 'danger' });
  expect(of(2)?.words).toBe('Differs from its settings: 2 settings');
  expect(of(0)).toBeNull();
});

it('names what is worse than waiting first', () => {
  expect(attentionOf({ status: 'running', spec }, { waiting: true })).toMatchObject({
    words: 'Waits for you',
  });
  expect(attentionOf({ status: 'failed', spec }, { waiting: true })).toMatchObject({ words: 'Failed' });
});

it('reports blocked requests, first of all of one that waits', () => {
  const card = {
    id: '1',
    agentId: 'a',
    host: 'a.test',
    port: 443,
    reason: 'no-rule' as const,
    requests: [],
    count: 1,
    firstTime: 0,
    lastTime: 0,
  };
  const words = (signs: AttentionSigns) => attentionOf({ status: 'running', spec }, signs)?.words;
  expect(words({ cards: [] })).toBeUndefined();
  expect(words({ cards: [card, card] })).toBe('2 hosts were blocked');
  expect(words({ cards: [card], waiting: true })).toBe('Waits for you');
  const held = { ...card, held: { count: 1, until: 5 } };
  expect(words({ cards: [card, held], waiting: true })).toBe('A request waits for your answer');
});
