import { expect, it } from 'vitest';
import type { Decision } from '../../contract/egress.ts';
import type { Reachability } from '../../contract/reachability.ts';
import { decisionOf } from './audit/decision.fixture.ts';
import { ReachabilityWatch } from './reachability.ts';

const decision = (host: string, error?: Decision['error'], more: Partial<Decision> = {}): Decision =>
  decisionOf(0, { host, time: 7, bytesDown: 0, ...(error ? { error } : {}), ...more });

function after(...decisions: Decision[]): Reachability {
  const watch = new ReachabilityWatch();
  for (const each of decisions) watch.add(each);
  return watch.state;
}

it('takes two hosts that fail, or one three times, for a network without a way out', () => {
  expect(after(decision('a.test', 'dns-failed'))).toEqual({ state: 'unknown' });
  const dead = { state: 'dead', error: 'timeout', hosts: ['a.test', 'b.test'], since: 7 };
  expect(after(decision('a.test', 'dns-failed'), decision('b.test', 'timeout'))).toEqual(dead);
  const again = decision('a.test', 'unreachable');
  expect(after(again, again)).toEqual({ state: 'unknown' });
  expect(after(again, again, again)).toMatchObject({ state: 'dead', hosts: ['a.test'] });
});

it('blames a proxy that is away or wants another password at once, but not one that refuses a host', () => {
  expect(after(decision('a.test', 'proxy-login')).state).toBe('dead');
  expect(after(decision('a.test', 'proxy-unreachable')).state).toBe('dead');
  const refused = decision('a.test', 'proxy-refused');
  expect(after(refused, refused, decision('b.test', 'proxy-refused')).state).toBe('unknown');
});

it('ends with the first answer, and hears nothing of blocked and open requests', () => {
  const failed = [decision('a.test', 'dns-failed'), decision('b.test', 'dns-failed')];
  expect(after(...failed, decision('c.test'))).toEqual({ state: 'open' });
  expect(after(...failed, decision('c.test', 'reset', { bytesDown: 9 }))).toEqual({ state: 'open' });
  expect(after(...failed, decision('c.test', undefined, { verdict: 'blocked' })).state).toBe('dead');
  expect(after(...failed, decision('c.test', undefined, { final: false })).state).toBe('dead');
});
