import { describe, expect, it } from 'vitest';
import { type AgentPolicyInput, agentPolicySchema, type EgressRuleInput } from '../contract/egress.ts';
import { APP_HOST, APP_PORT, APP_SERVICE } from '../contract/mcp-grant.ts';
import { compilePolicy, decide, type EgressRequest, needsInterception } from './decide.ts';
import { readRequestPath } from './request-path.ts';

const NOW = 1_000_000;

type Rule = Omit<EgressRuleInput, 'id' | 'effect'> & { effect?: 'deny' };

function policy(rules: Rule[], more: Partial<AgentPolicyInput> = {}) {
  const numbered = rules.map((rule, index) => ({ effect: 'allow' as const, ...rule, id: `rule-${index}` }));
  return compilePolicy(
    agentPolicySchema.parse({
      agentId: 'one',
      localAddress: '10.0.0.2',
      mode: 'allowlist',
      rules: numbered,
      ...more,
    }),
  );
}

const tunnel = (host: string, port = 443): EgressRequest => ({ host, port });
const get = (host: string, path: string, port = 443, method = 'GET'): EgressRequest => ({
  host,
  port,
  method,
  path: readRequestPath(path),
});

it('reads a tunnel to the app without an authority, though it adds a token there', () => {
  const binding = {
    secretId: 'app-token:one',
    name: 'MCP server',
    placeholder: 'bulkhead-fills-in-this-token',
    hosts: [APP_HOST],
    places: [],
  };
  const app = { host: APP_HOST, ports: [APP_PORT], service: { address: APP_SERVICE } as const };
  expect(needsInterception(policy([app], { secrets: [binding] }), APP_HOST, APP_PORT, NOW)).toBe(false);
  expect(needsInterception(policy([], { secrets: [binding] }), APP_HOST, APP_PORT, NOW)).toBe(true);
});

describe('decide', () => {
  it('refuses everything in Off and what no rule allows in Allowlist', () => {
    expect(decide(policy([{ host: 'a.com' }], { mode: 'off' }), tunnel('a.com'), NOW)).toMatchObject({
      reason: 'mode-off',
    });
    expect(decide(policy([]), tunnel('a.com'), NOW)).toMatchObject({ allowed: false, reason: 'no-rule' });
    expect(decide(policy([{ host: 'a.com' }]), tunnel('a.com'), NOW)).toMatchObject({
      allowed: true,
      rule: { id: 'rule-0' },
    });
  });

  it('allows any host and port in Full, unless a rule denies it', () => {
    const full = policy([{ effect: 'deny', host: '**.evil.com' }], { mode: 'full' });
    expect(decide(full, tunnel('a.com', 8443), NOW)).toMatchObject({ allowed: true, reason: 'full-mode' });
    expect(decide(full, tunnel('x.evil.com', 8443), NOW)).toMatchObject({ reason: 'denied-by-rule' });
  });

  it('lets deny beat allow, in either order', () => {
    for (const rules of [
      [{ host: '**.a.com' }, { effect: 'deny', host: 'x.a.com' }] as Rule[],
      [{ effect: 'deny', host: 'x.a.com' }, { host: '**.a.com' }] as Rule[],
    ]) {
      expect(decide(policy(rules), tunnel('x.a.com'), NOW).allowed).toBe(false);
      expect(decide(policy(rules), tunnel('y.a.com'), NOW).allowed).toBe(true);
    }
  });

  it('means 80 and 443 by an allow without ports, and every port by a deny without ports', () => {
    const rules = policy([
      { host: 'a.com' },
      { host: '**.b.com', ports: [8080] },
      { effect: 'deny', host: 'x.b.com' },
    ]);
    expect(decide(rules, tunnel('a.com', 80), NOW).allowed).toBe(true);
    expect(decide(rules, tunnel('a.com', 22), NOW)).toMatchObject({ reason: 'port-not-allowed' });
    expect(decide(rules, tunnel('y.b.com', 8080), NOW).allowed).toBe(true);
    expect(decide(rules, tunnel('x.b.com', 8080), NOW)).toMatchObject({ reason: 'denied-by-rule' });
  });

  it('matches methods and path prefixes at a boundary', () => {
    const rules = policy([{ host: 'a.com', methods: ['GET'], paths: ['/v1', '/files/'] }]);
    expect(decide(rules, get('a.com', '/v1'), NOW).allowed).toBe(true);
    expect(decide(rules, get('a.com', '/v1/x?q=/v2'), NOW).allowed).toBe(true);
    expect(decide(rules, get('a.com', '/v10'), NOW)).toMatchObject({ reason: 'path-not-allowed' });
    expect(decide(rules, get('a.com', '/files'), NOW).allowed).toBe(false);
    expect(decide(rules, get('a.com', '/v1', 443, 'POST'), NOW)).toMatchObject({
      reason: 'method-not-allowed',
    });
  });

  it.each([
    '/v1/../admin',
    '/v1/%2e%2e/admin',
    '/v1/..%2fadmin',
    '/v1//admin',
    '/v1\\..\\admin',
    '/v1/%5c../x',
    '/v1/%00',
    '/v1/.',
    '/v1/..;/admin',
    '/v1/%252e%252e/x',
  ])('lets no allow with paths match the ambiguous %s, and every deny', (path) => {
    expect(decide(policy([{ host: 'a.com', paths: ['/v1'] }]), get('a.com', path), NOW).allowed).toBe(false);
    const denied = policy([{ host: 'a.com' }, { effect: 'deny', host: 'a.com', paths: ['/admin'] }]);
    expect(decide(denied, get('a.com', path), NOW)).toMatchObject({ reason: 'denied-by-rule' });
  });

  it('sees through needless escapes', () => {
    const denied = policy([{ host: 'a.com' }, { effect: 'deny', host: 'a.com', paths: ['/admin'] }]);
    expect(decide(denied, get('a.com', '/%61dmin/x'), NOW).allowed).toBe(false);
  });

  it.each([
    ['/caf%c3%a9', '/caf%C3%A9/x'],
    ['/%7Ex', '/~x'],
    ['/~x', '/%7ex/y'],
    ['/a?b', '/a'],
  ])('denies %s however it is written', (path, requestedPath) => {
    const rules = policy([{ host: 'a.com' }, { host: 'a.com', effect: 'deny', paths: [path] }]);
    expect(decide(rules, get('a.com', requestedPath), NOW)).toMatchObject({ reason: 'denied-by-rule' });
  });

  it('forgets a rule when its time is up', () => {
    const rules = policy([{ host: 'a.com', expiresAt: NOW + 10 }]);
    expect(decide(rules, tunnel('a.com'), NOW + 9).allowed).toBe(true);
    expect(decide(rules, tunnel('a.com'), NOW + 10)).toMatchObject({ allowed: false, reason: 'no-rule' });
  });
});

describe('needsInterception', () => {
  it('is for rules that look inside and hosts that carry a credential', () => {
    const secrets = [
      {
        secretId: 's',
        name: 'S',
        placeholder: 'placeholder-0123456789',
        hosts: ['**.b.com'],
        places: [{ kind: 'basic' as const }],
      },
    ];
    const rules = policy([{ host: 'a.com', paths: ['/x'] }, { host: 'plain.com' }], { secrets });
    expect(needsInterception(rules, 'a.com', 443, NOW)).toBe(true);
    expect(needsInterception(rules, 'a.com', 8443, NOW)).toBe(false);
    expect(needsInterception(rules, 'x.b.com', 8443, NOW)).toBe(true);
    expect(needsInterception(rules, 'plain.com', 443, NOW)).toBe(false);
  });

  it('is not for a host that a rule says to leave unread, while that rule lasts', () => {
    const opaque = { host: 'a.com', opaque: true, expiresAt: NOW + 10 };
    const rules = policy([{ host: '**.a.com', paths: ['/x'] }, { host: 'a.com', paths: ['/x'] }, opaque]);
    expect(needsInterception(rules, 'a.com', 443, NOW)).toBe(false);
    expect(decide(rules, tunnel('a.com'), NOW)).toMatchObject({ allowed: true });
    expect(needsInterception(rules, 'x.a.com', 443, NOW)).toBe(true);
    expect(needsInterception(rules, 'a.com', 443, NOW + 10)).toBe(true);
    const unclear = policy([{ host: 'a.com', paths: ['/x'], opaque: true }]);
    expect(needsInterception(unclear, 'a.com', 443, NOW)).toBe(true);
  });

  it('in Full is for denies only', () => {
    const full = policy(
      [
        { host: 'a.com', paths: ['/x'] },
        { effect: 'deny', host: 'b.com', paths: ['/y'] },
      ],
      { mode: 'full' },
    );
    expect(needsInterception(full, 'a.com', 443, NOW)).toBe(false);
    expect(needsInterception(full, 'b.com', 443, NOW)).toBe(true);
  });
});
