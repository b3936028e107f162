import { describe, expect, it } from 'vitest';
import { type AgentEgress, bareEgress } from '../../../contract/agent-spec.ts';
import type { EgressIntent } from '../../../contract/egress-intent.ts';
import { DEFAULT_MCP_GRANT } from '../../../contract/mcp-grant.ts';
import { compileRules, ownRulePlaces } from '../policy/compile-rules.ts';
import { applyIntents } from './apply-intent.ts';
import { undoOf } from './undo.ts';

const NOW = 1_000;
const allow = (host: string, more = {}) => ({ effect: 'allow' as const, host, ...more });
const service = { name: 'Models', host: 'models.internal', address: '10.0.0.9', port: 1_234 };
const egress: AgentEgress = {
  ...bareEgress('allowlist', ['a.test', 'b.test']),
  rules: [allow('a.test'), allow('c.test', { paths: ['/one'] }), allow('c.test', { paths: ['/two'] })],
  temporary: [
    { ...allow('soon.test'), expiresAt: 2_000 },
    { ...allow('later.test'), expiresAt: 9_000 },
  ],
  sets: ['npm'],
  services: [service],
};
const apply = (...intents: EgressIntent[]) => applyIntents(egress, intents, NOW);
const idOf = (of: AgentEgress, fits: (rule: { host: string; paths?: string[] | undefined }) => boolean) =>
  compileRules(of, {}).find(({ rule }) => fits(rule))?.rule.id ?? '';
const hosts = (of: readonly { host: string }[]) => of.map(({ host }) => host);

describe('a rule', () => {
  it('is known by what it says: what ends beside it changes no id', () => {
    const later = idOf(egress, ({ host }) => host === 'later.test');
    const two = idOf(egress, ({ paths }) => paths?.[0] === '/two');
    const reduced = { ...egress, rules: egress.rules.slice(2), temporary: egress.temporary.slice(1) };
    expect(idOf(reduced, ({ host }) => host === 'later.test')).toBe(later);
    expect(idOf(reduced, ({ paths }) => paths?.[0] === '/two')).toBe(two);
    const removed = applyIntents(reduced, [{ type: 'remove-rules', ruleIds: [later, two] }], NOW);
    expect([removed.rules, removed.temporary]).toEqual([[], []]);
  });

  it('is not taken for a domain that allows the same', () => {
    const ids = [...ownRulePlaces(egress)];
    const domain = ids.find(([, { list, index }]) => list === 'allowedDomains' && index === 0)?.[0] ?? '';
    const remove: EgressIntent = { type: 'remove-rules', ruleIds: [domain] };
    // A second click, or one in another window, has nothing more to remove.
    const twice = apply(remove, remove);
    expect(twice.allowedDomains).toEqual(['b.test']);
    expect(twice.rules).toEqual(egress.rules);
  });

  it('takes the place of one that says the same', () => {
    const again = apply({ type: 'add-rules', rules: [{ ...allow('soon.test'), expiresAt: 5_000 }] });
    expect(again.temporary.map(({ host, expiresAt }) => [host, expiresAt])).toEqual([
      ['later.test', 9_000],
      ['soon.test', 5_000],
    ]);
  });

  it('is replaced by id, also from lasting to ending, and refused once it is gone', () => {
    const ruleId = idOf(egress, ({ paths }) => paths?.[0] === '/one');
    const replace: EgressIntent = {
      type: 'replace-rule',
      ruleId,
      rule: allow('d.test', { expiresAt: null }),
    };
    const changed = apply(replace);
    expect(changed.rules.map(({ paths }) => paths)).toEqual([undefined, ['/two']]);
    expect(changed.temporary.at(-1)).toEqual({ ...allow('d.test'), expiresAt: null });
    expect(() => applyIntents(changed, [replace], NOW)).toThrow('changed meanwhile');
  });

  it('is removed with services alike', () => {
    const ruleId = idOf(egress, ({ host }) => host === service.host);
    expect(apply({ type: 'remove-rules', ruleIds: [ruleId] }).services).toEqual([]);
    expect(apply({ type: 'remove-rules', ruleIds: ['agent::allow:gone.test'] })).toEqual(egress);
  });
});

describe('an answer', () => {
  it('allows a host once, for good, or never', () => {
    const at = { host: 'x.test', port: 8_443 };
    expect(apply({ type: 'allow-host', ...at, lasts: 'always' }).allowedDomains).toContain('x.test:8443');
    expect(apply({ type: 'allow-host', ...at, lasts: 'once' }).temporary.at(-1)).toEqual({
      ...allow('x.test', { ports: [8_443] }),
      expiresAt: NOW + 600_000,
      answeredAt: NOW,
    });
    expect(apply({ type: 'pass-unread', ...at }).rules.at(-1)).toEqual({
      ...allow('x.test', { ports: [8_443] }),
      opaque: true,
      answeredAt: NOW,
    });
    expect(apply({ type: 'deny-host', ...at }).rules.at(-1)).toMatchObject({
      effect: 'deny',
      answeredAt: NOW,
    });
  });
});

it('changes lists by entry: what another window added stays', () => {
  const changed = apply(
    { type: 'change-domains', add: ['c.test', 'a.test'], remove: ['b.test', 'gone.test'] },
    { type: 'change-sets', add: ['pypi'], remove: [] },
    { type: 'set-hold', holdMs: 10_000 },
    { type: 'set-mode', mode: 'full' },
  );
  expect(changed).toMatchObject({
    allowedDomains: ['a.test', 'c.test'],
    sets: ['npm', 'pypi'],
    holdMs: 10_000,
    mode: 'full',
  });
});

describe('learning', () => {
  it('starts once and ends at the mode from before, unless that was switched since', () => {
    const started = apply({ type: 'start-learning' });
    expect(started).toMatchObject({ mode: 'full', learning: { since: NOW, before: 'allowlist' } });
    expect(applyIntents(started, [{ type: 'start-learning' }], 5_000)).toEqual(started);
    expect(applyIntents(started, [{ type: 'stop-learning' }], NOW)).toEqual(egress);
    const off = applyIntents(started, [{ type: 'set-mode', mode: 'off' }, { type: 'stop-learning' }], NOW);
    expect(off).toEqual({ ...egress, mode: 'off' });
  });

  it('locks to what was chosen, with what was added since', () => {
    const basedOn = { domains: ['a.test'], sets: ['npm'] };
    const locked = apply(
      { type: 'start-learning' },
      { type: 'lock', domains: ['x.test'], sets: ['pypi'], basedOn },
    );
    expect(locked).toEqual({ ...egress, allowedDomains: ['b.test', 'x.test'], sets: ['pypi'] });
  });
});

it('replaces the lists by a file that was reviewed against what is there, and by no other', () => {
  const { mode, allowedDomains, rules, sets, services } = egress;
  const basedOn = { mode, allowedDomains, rules, sets, services };
  const file = { ...basedOn, mode: 'full' as const, rules: [], services: [] };
  const replace: EgressIntent = { type: 'replace', egress: file, basedOn };
  expect(apply(replace)).toEqual({ ...egress, ...file });
  const changed = apply({ type: 'change-domains', add: ['new.test'], remove: [] });
  expect(() => applyIntents(changed, [replace], NOW)).toThrow('changed meanwhile');
});

describe('an undo', () => {
  const cases: EgressIntent[] = [
    { type: 'allow-host', host: 'x.test', port: 443, lasts: 'always' },
    { type: 'allow-host', host: 'x.test', port: 443, lasts: 'once' },
    { type: 'deny-host', host: 'x.test', port: 443 },
    { type: 'change-sets', add: ['pypi'], remove: [] },
  ];
  it.each(cases)('takes back %j and leaves what came after it', (intent) => {
    const undo = undoOf(egress, apply(intent));
    const other: EgressIntent = { type: 'add-rules', rules: [allow('other.test')] };
    const later = applyIntents(apply(intent), [other], NOW);
    expect(applyIntents(later, undo, NOW)).toEqual(apply(other));
  });

  it('gives an answer that was there its end back, and does nothing where nothing was changed', () => {
    const intent = { type: 'allow-host', host: 'soon.test', port: 443, lasts: 'once' } as const;
    const restored = applyIntents(apply(intent), undoOf(egress, apply(intent)), NOW);
    expect(hosts(restored.temporary)).toEqual(['later.test', 'soon.test']);
    expect(restored.temporary.at(-1)?.expiresAt).toBe(2_000);
    expect(undoOf(egress, apply({ type: 'change-domains', add: ['a.test'], remove: [] }))).toEqual([]);
  });
});

it('grants the MCP server and revokes it, and keeps the grant through every other change', () => {
  const granted = apply({ type: 'set-mcp', grant: DEFAULT_MCP_GRANT });
  expect(granted).toEqual({ ...egress, mcp: DEFAULT_MCP_GRANT });
  expect(applyIntents(granted, [{ type: 'set-mode', mode: 'full' }], NOW).mcp).toEqual(DEFAULT_MCP_GRANT);
  expect(applyIntents(granted, [{ type: 'set-mcp', grant: null }], NOW)).toEqual(egress);
  expect(undoOf(egress, granted)).toEqual([]);
});
