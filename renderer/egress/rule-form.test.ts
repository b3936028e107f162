import { describe, expect, it } from 'vitest';
import { scopeLabel } from '../../electron/contract/rule-scope.ts';
import { listIntent, saveIntent, writtenRuleOf } from './egress-intents.ts';
import { endOf, readRule, ruleFormOf } from './rule-form.ts';
import { endLabel, originLabel } from './rule-labels.ts';

const rule = {
  effect: 'allow' as const,
  host: '*.a.test',
  ports: [80, 8443],
  methods: ['GET', 'POST'],
  paths: ['/v1', '/v2'],
  anyProtocol: true,
  note: 'why',
};

describe('the form of a rule', () => {
  it('gives back the rule that it shows', () => {
    expect(readRule(ruleFormOf(rule))).toEqual({ rule });
    const opaque = { effect: 'allow' as const, host: 'a.test', opaque: true };
    expect(readRule(ruleFormOf(opaque))).toEqual({ rule: opaque });
    expect(scopeLabel(opaque)).toBe('not intercepted');
    expect(readRule({ ...ruleFormOf(undefined), host: ' a.test ', methods: 'get', opaque: true })).toEqual({
      rule: { effect: 'allow', host: 'a.test', methods: ['GET'] },
    });
  });

  it.each([
    [{ host: '' }, 'host', /Name a host/],
    [{ host: '*' }, 'host', /every host/],
    [{ host: 'http://x' }, 'host', /URL/],
    [{ host: 'a..b' }, 'host', /two dots/],
    [{ host: 'ex\u0430mple.com' }, 'host', /Cyrillic/],
    [{ host: '10.0.0.1' }, 'host', /IP address/],
    [{ host: 'a.test', ports: '443, 0' }, 'ports', /“0”: a port is 1 to 65535/],
    [{ host: 'a.test', ports: 'https' }, 'ports', /“https”/],
    [{ host: 'a.test', methods: 'G3T' }, 'methods', /“G3T”/],
    [{ host: 'a.test', paths: '/ok v1' }, 'paths', /“v1”.*starts with/],
    [{ host: 'a.test', note: 'x'.repeat(201) }, 'note', /200/],
  ])('says what is wrong with %j at its field', (change, field, message) => {
    const read = readRule({ ...ruleFormOf(undefined), ...change });
    expect('errors' in read ? read.errors : {}).toMatchObject({ [field]: expect.stringMatching(message) });
  });

  it('knows when it ends', () => {
    expect([
      endOf('always', 5),
      endOf('until-stopped', 5),
      endOf('ten-minutes', 5),
      endOf('hour', 5),
    ]).toEqual([...[undefined, null, 600_005, 3_600_005]]);
  });
});

it('gives back the rule that a row shows, and saves it under its id', () => {
  const id = 'agent::allow:*.a.test#0123456789ab';
  const { note, ...parts } = rule;
  const row = { rule: { id, origin: { kind: 'agent' as const }, ...parts }, note, list: 'rules' as const };
  expect(writtenRuleOf(row)).toEqual(rule);
  expect(writtenRuleOf({ ...row, list: 'temporary' })).toEqual({ ...rule, expiresAt: null });
  expect(saveIntent(row, rule, undefined)).toEqual({ type: 'replace-rule', ruleId: id, rule });
  expect(saveIntent(undefined, rule, null)).toEqual({
    type: 'add-rules',
    rules: [{ ...rule, expiresAt: null }],
  });
});

it('changes a list by what the person changed alone', () => {
  expect(listIntent('change-domains', ['a.test', 'b.test'], ['b.test', 'c.test'])).toEqual({
    type: 'change-domains',
    add: ['c.test'],
    remove: ['a.test'],
  });
});

it('says a rule in words', () => {
  expect(scopeLabel({ effect: 'allow' })).toBe('HTTP and HTTPS');
  expect(scopeLabel({ effect: 'deny' })).toBe('everything');
  expect(scopeLabel(rule)).toBe('ports 80 and 8443, GET and POST under /v1 and /v2, any protocol');
  expect(scopeLabel({ effect: 'deny', ports: [1, 2, 3, 4, 5, 6] })).toBe('ports 1, 2, 3, 4 and 2 more');
  expect(originLabel({ kind: 'set', name: 'npm' })).toBe('Set “npm”');
  expect(endLabel({ expiresAt: 90_000 }, true, 0)).toBe('in 2 min');
  expect(endLabel({ expiresAt: 30_000 }, true, 0)).toBe('in 30 s');
  expect(endLabel({}, true, 0)).toBe('when the agent stops');
  expect(endLabel({}, false, 0)).toBe('');
});
