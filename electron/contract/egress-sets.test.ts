import { describe, expect, it } from 'vitest';
import { agentEgressSchema, bareEgress } from './agent-spec.ts';
import { BUILTIN_SETS } from './builtin-sets.ts';
import { hostServiceSchema } from './egress-rule.ts';
import { egressSetSchema, newSetId, withRule } from './egress-sets.ts';
import { allSets, ownSetsSchema } from './own-sets.ts';
import { preferencesSchema } from './preferences.ts';
import { readRuleId, ruleId } from './rule-id.ts';

const own = { id: 'mine', name: 'Mine', description: '', rules: [] };

describe('built-in sets', () => {
  it('are valid, and no two have one id or name', () => {
    for (const set of BUILTIN_SETS) expect(egressSetSchema.parse(set)).toEqual(set);
    const words = BUILTIN_SETS.flatMap(({ id, name }) => [id, `name ${name.toLowerCase()}`]);
    expect(new Set(words).size).toBe(words.length);
  });

  it('name exact hosts, so that none is a way to anybody’s own pages or buckets', () => {
    for (const { rules } of BUILTIN_SETS) {
      expect(rules.length).toBeGreaterThan(0);
      expect(rules.map(({ host }) => host).filter((host) => host.includes('*'))).toEqual([]);
    }
  });
});

describe('own sets', () => {
  it.each([
    ['the id of a built-in one', [{ ...own, id: 'npm' }]],
    ['the name of a built-in one', [{ ...own, name: 'GITHUB' }]],
    ['one id twice', [own, { ...own, name: 'Other' }]],
    ['one name twice', [own, { ...own, id: 'other', name: 'mine' }]],
    ['a bad pattern', [{ ...own, rules: [{ host: '*' }] }]],
    ['a bad port', [{ ...own, rules: [{ host: 'a.test', ports: [70_000] }] }]],
    ['a bad method', [{ ...own, rules: [{ host: 'a.test', methods: ['get'] }] }]],
  ])('refuse %s', (_, sets) => {
    expect(ownSetsSchema.safeParse(sets).success).toBe(false);
  });

  it('are part of the preferences, and absent from older files', () => {
    expect(preferencesSchema.parse({}).egressSets).toEqual([]);
    expect(preferencesSchema.parse({ egressSets: [own] }).egressSets).toEqual([own]);
  });

  it('get an id of their name that nobody has', () => {
    expect(newSetId('Müllers Café!', [])).toBe('mullers-cafe');
    expect(newSetId('npm', allSets([]))).toBe('npm-2');
    expect(newSetId('日本', [])).toBe('set');
    expect(egressSetSchema.safeParse({ ...own, id: newSetId('x'.repeat(60), []) }).success).toBe(true);
  });

  it('take a rule once', () => {
    const rule = { effect: 'allow' as const, host: 'a.test' };
    const extended = withRule(own, rule);
    expect(extended.rules).toEqual([rule]);
    expect(withRule(extended, { host: 'a.test', effect: 'allow' })).toBe(extended);
  });
});

it('reads the egress of older labels, and each set once', () => {
  expect(agentEgressSchema.parse({ mode: 'allowlist', allowedDomains: ['a.test'] })).toEqual(
    bareEgress('allowlist', ['a.test']),
  );
  expect(agentEgressSchema.parse({ mode: 'off', sets: ['npm', 'npm'] }).sets).toEqual(['npm']);
});

it('wants an exact name and an address for a host service', () => {
  const service = { name: 'Ollama', host: 'models.internal', address: 'engine-host', port: 11434 };
  expect(hostServiceSchema.safeParse(service).success).toBe(true);
  for (const change of [{ host: '*.internal.test' }, { address: 'localhost' }, { port: 0 }, { name: ' ' }]) {
    expect(hostServiceSchema.safeParse({ ...service, ...change }).success).toBe(false);
  }
});

it('makes ids of rules that say what they are, each once', () => {
  const usedIds = new Set<string>();
  const rule = { kind: 'set', name: 'a:b#c', effect: 'deny', host: '**.x.test:8443' } as const;
  expect(ruleId(rule, usedIds)).toBe('set:a b c:deny:**.x.test:8443');
  const second = ruleId(rule, usedIds);
  expect(second).toBe('set:a b c:deny:**.x.test:8443#2');
  expect(readRuleId(second)).toEqual({ ...rule, name: 'a b c' });
  const long = { ...rule, name: 'n'.repeat(300), host: 'h'.repeat(300) };
  expect(ruleId(long, usedIds).length).toBeLessThanOrEqual(190);
  expect(readRuleId('agent:0')).toBeUndefined();
  expect(readRuleId('')).toBeUndefined();
});
