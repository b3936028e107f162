import { describe, expect, it } from 'vitest';
import type { AgentAsks } from '../../../contract/asks.ts';
import type { AgentPolicyInput } from '../../../contract/egress.ts';
import type { Ask } from '../../../contract/egress-control.ts';
import { silentLogger } from '../../../lib/logger.ts';
import { ManualClock } from '../../../lib/manual-clock.ts';
import { decisionOf } from '../audit/decision.fixture.ts';
import { programName } from './ask-program.ts';
import { Asks } from './asks.ts';

const agentId = decisionOf(0).agentId;
const blocked = (seq: number, host: string, more = {}) =>
  decisionOf(seq, { host, verdict: 'blocked', reason: 'no-rule', ...more });
const ask = (askId: string, host: string): Ask => ({
  askId,
  agentId,
  kind: 'tunnel',
  host,
  port: 443,
  reason: 'no-rule',
  holdMs: 20_000,
  sourcePort: 4_711,
});
const policy = (rules: AgentPolicyInput['rules'], mode: AgentPolicyInput['mode'] = 'allowlist') => ({
  agentId,
  localAddress: '10.0.0.2',
  mode,
  rules,
});

function setUp() {
  const clock = new ManualClock();
  const sent: unknown[] = [];
  const reports: AgentAsks[] = [];
  const channel = {
    send: async (command: object) => {
      sent.push(command);
      return { type: 'applied' as const, seq: 0, closed: 0 };
    },
  };
  const programs: number[] = [];
  const findProgram = async (_agentId: string, port: number) => {
    programs.push(port);
    return 'curl';
  };
  const asks = new Asks({ findProgram, clock, logger: silentLogger });
  asks.changed.on((change) => reports.push(change));
  const hold = (askId: string, host: string) =>
    asks.onMessage({ type: 'ask', ask: ask(askId, host) }, channel);
  const cards = () => asks.list().flatMap((agent) => agent.cards);
  return { clock, sent, reports, asks, hold, cards, programs };
}

describe('asks', () => {
  it('makes one card of all requests to a host', () => {
    const { asks, cards } = setUp();
    asks.onDecision(blocked(1, 'a.test', { method: 'GET', path: '/1' }));
    asks.onDecision(blocked(2, 'a.test', { method: 'GET', path: '/1', count: 3 }));
    asks.onDecision(blocked(3, 'a.test', { method: 'POST', path: '/2' }));
    asks.onDecision(blocked(4, 'b.test'));
    expect(cards()).toMatchObject([
      { host: 'b.test', count: 1 },
      {
        host: 'a.test',
        count: 5,
        requests: [
          { method: 'POST', path: '/2' },
          { method: 'GET', path: '/1' },
        ],
      },
    ]);
  });

  it('asks only what a person may answer', () => {
    const { asks, cards, hold, sent } = setUp();
    asks.onDecision(blocked(1, '10.0.0.1', { reason: 'ip-literal' }));
    asks.onDecision(blocked(2, 'a.test', { reason: 'denied-by-rule' }));
    asks.onDecision(blocked(3, 'a.test', { reason: 'mode-off' }));
    asks.onDecision(blocked(4, 'a.test', { kind: 'dns' }));
    asks.onDecision(decisionOf(5, { host: 'a.test' }));
    hold('probe', 'verify-1.invalid');
    expect(cards()).toEqual([]);
    expect(sent).toEqual([{ type: 'answer', askId: 'probe', allow: false }]);
  });

  it('answers what waits, and counts a held request once', async () => {
    const { asks, cards, hold, sent, programs } = setUp();
    hold('1', 'a.test');
    hold('2', 'a.test');
    await Promise.resolve();
    expect(cards()).toMatchObject([{ count: 2, program: 'curl', held: { count: 2, until: 20_000 } }]);
    expect(programs).toEqual([4_711]);
    asks.onMessage({ type: 'ask-closed', askId: '1' }, { send: () => Promise.reject(new Error('no')) });
    asks.onDecision(blocked(1, 'a.test', { port: 443 }));
    expect(cards()).toMatchObject([{ count: 2, held: { count: 1 } }]);
    const [card] = cards();
    expect(await asks.answer(agentId, [card?.id ?? ''], true)).toBe(1);
    expect(sent).toEqual([{ type: 'answer', askId: '2', allow: true }]);
    expect(cards()).toEqual([]);
    expect(await asks.answer(agentId, [card?.id ?? ''], true)).toBe(0);
  });

  it('closes the cards that a policy settles', () => {
    const { asks, cards, hold } = setUp();
    for (const host of ['allowed.test', 'denied.test', 'open.test']) asks.onDecision(blocked(1, host));
    asks.onDecision(
      blocked(2, 'paths.test', { reason: 'path-not-allowed', method: 'GET', path: '/private' }),
    );
    hold('1', 'held.test');
    asks.applied(
      policy([
        { id: '1', effect: 'allow', host: 'allowed.test' },
        { id: '2', effect: 'deny', host: 'denied.test' },
        { id: '3', effect: 'allow', host: 'paths.test', paths: ['/public'] },
      ]),
    );
    expect(cards().map(({ host }) => host)).toEqual(['held.test', 'paths.test', 'open.test']);
    asks.applied(policy([], 'off'));
    expect(cards()).toEqual([]);
  });

  it('stays bounded and calm under a flood of hosts', () => {
    const { asks, cards, reports, clock, hold } = setUp();
    hold('1', 'held.test');
    for (let n = 0; n < 500; n += 1) asks.onDecision(blocked(n, `host-${n}.test`));
    expect(cards()).toHaveLength(20);
    expect(cards().at(-1)?.host).toBe('held.test');
    expect(reports).toHaveLength(1);
    clock.advance(200);
    expect(reports).toHaveLength(2);
    expect(reports.at(-1)).toMatchObject({ leftOut: 481, cards: { length: 20 } });
    clock.advance(10_000);
    expect(reports).toHaveLength(2);
  });

  it('keeps a card when the gateway is lost, and forgets an agent', () => {
    const { asks, cards, hold } = setUp();
    hold('1', 'a.test');
    asks.lost();
    expect(cards()).toMatchObject([{ host: 'a.test' }]);
    expect(cards()[0]?.held).toBeUndefined();
    asks.forget(agentId);
    expect(cards()).toEqual([]);
  });
});

it('names a program without the rest of its command line', () => {
  expect(programName('/usr/bin/curl', '-H')).toBe('curl');
  expect(programName('node', '/usr/lib/node_modules/npm/bin/npm-cli.js')).toBe('node npm-cli.js');
  expect(programName('python3.11', '-c')).toBe('python3.11');
  expect(programName('git', 'secret')).toBe('git');
  expect(programName(undefined, undefined)).toBeUndefined();
});

it('makes no card of a muted host, and refuses what waits for it', async () => {
  const { asks, cards, hold, sent } = setUp();
  hold('1', 'noisy.test');
  await asks.mute(agentId, { host: 'noisy.test', port: 443 }, true);
  expect(cards()).toEqual([]);
  expect(sent).toEqual([{ type: 'answer', askId: '1', allow: false }]);
  hold('2', 'noisy.test');
  asks.onDecision(blocked(1, 'noisy.test', { port: 80 }));
  asks.onDecision(blocked(2, 'other.test'));
  expect(sent).toHaveLength(2);
  expect(cards().map(({ host }) => host)).toEqual(['other.test']);
  expect(asks.list()[0]?.muted).toEqual(['noisy.test']);
  await asks.mute(agentId, { host: 'noisy.test', port: 443 }, false);
  asks.onDecision(blocked(3, 'noisy.test'));
  expect(cards().map(({ host }) => host)).toEqual(['noisy.test', 'other.test']);
});
