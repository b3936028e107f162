import { describe, expect, it } from 'vitest';
import { bareEgress } from '../../electron/contract/agent-spec.ts';
import { entryOf, undone, withHost, withHostForAWhile, withoutHost, withSet } from './answers.ts';

const web = { host: 'a.test', port: 443 };
const odd = { host: 'a.test', port: 8443 };
const egress = bareEgress('allowlist', ['kept.test']);

describe('an answer', () => {
  it('names the port only when it is none of the web’s', () => {
    expect([web, { ...web, port: 80 }, odd].map(entryOf)).toEqual(['a.test', 'a.test', 'a.test:8443']);
  });

  it('allows for good, once', () => {
    const next = withHost(withHost(egress, odd), odd);
    expect(next.allowedDomains).toEqual(['kept.test', 'a.test:8443']);
  });

  it('allows for a while, again instead of twice', () => {
    const next = withHostForAWhile(withHostForAWhile(egress, odd, 0), odd, 1_000);
    expect(next.temporary).toEqual([
      { effect: 'allow', host: 'a.test', ports: [8443], expiresAt: 601_000, answeredAt: 1_000 },
    ]);
  });

  it('denies every port of a web host, and one port of another service', () => {
    expect(withoutHost(egress, web, 5).rules).toEqual([{ effect: 'deny', host: 'a.test', answeredAt: 5 }]);
    expect(withoutHost(egress, odd, 5).rules[0]?.ports).toEqual([8443]);
  });
});

describe('undoing', () => {
  it('takes back what the answer did and nothing that came later', () => {
    for (const answered of [
      withHost(egress, web),
      withHostForAWhile(egress, web, 0),
      withoutHost(egress, web, 0),
      withSet(egress, 'mine'),
    ]) {
      const later = withHost({ ...answered, mode: 'full' as const }, odd);
      expect(undone(later, egress, answered)).toEqual({
        ...withHost(egress, odd),
        mode: 'full',
      });
    }
  });

  it('brings back what the answer replaced', () => {
    const before = withHostForAWhile(egress, web, 0);
    const after = withHostForAWhile(before, web, 60_000);
    expect(undone(after, before, after)).toEqual(before);
  });

  it('keeps what was there before the answer', () => {
    const before = withHost(egress, web);
    expect(undone(before, before, withHost(before, web))).toEqual(before);
  });
});
