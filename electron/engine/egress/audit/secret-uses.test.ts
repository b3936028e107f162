import { describe, expect, it } from 'vitest';
import { decisionOf } from './decision.fixture.ts';
import { SecretUses } from './secret-uses.ts';

const used = (time: number, more: Partial<Parameters<SecretUses['push']>[0]> = {}) =>
  decisionOf(0, { time, host: 'api.openai.com', secretIds: ['s'], ...more });

describe('SecretUses', () => {
  it('counts requests by agent and host, the newest first', () => {
    const uses = new SecretUses();
    uses.push(used(10));
    uses.push(used(30, { host: 'other.com' }));
    uses.push(used(20));
    expect(uses.all().s).toMatchObject([
      { host: 'other.com', count: 1, firstAt: 30, lastAt: 30 },
      { host: 'api.openai.com', count: 2, firstAt: 10, lastAt: 20 },
    ]);
  });

  it('counts no request twice, and none that was refused or carried nothing', () => {
    const uses = new SecretUses();
    uses.push(used(10, { final: false }));
    uses.push(used(10, { verdict: 'blocked' }));
    uses.push(decisionOf(0, { time: 10 }));
    expect(uses.all()).toEqual({});
  });

  it('keeps the uses of others when one agent invents hosts', () => {
    const uses = new SecretUses();
    uses.push(used(0, { agentId: 'quiet' }));
    for (let index = 1; index < 300; index++) uses.push(used(index, { host: `h${index}.com` }));
    expect(uses.all().s).toContainEqual(expect.objectContaining({ agentId: 'quiet', count: 1 }));
  });

  it('keeps a bounded number of hosts', () => {
    const uses = new SecretUses();
    for (let index = 0; index < 150; index++) uses.push(used(index, { host: `h${index}.com` }));
    const hosts = uses.all().s?.map(({ host }) => host) ?? [];
    expect(hosts).toHaveLength(100);
    expect(hosts[0]).toBe('h149.com');
  });
});
