import { expect, it } from 'vitest';
import { type AgentEgress, agentEgressSchema, bareEgress } from '../../../contract/agent-spec.ts';
import { agentPolicySchema, MAXIMUM_POLICY_RULES } from '../../../contract/egress.ts';
import type { EgressSet } from '../../../contract/egress-sets.ts';
import { APP_HOST, DEFAULT_MCP_GRANT } from '../../../contract/mcp-grant.ts';
import { checkEgress, policyFor, withoutExpired } from './policy.ts';

const allow = { effect: 'allow' } as const;
const egress: AgentEgress = {
  ...bareEgress('allowlist', ['**.example.com', 'db.test:5432']),
  rules: [
    { effect: 'deny', host: 'ads.example.com', note: 'no tracking' },
    { ...allow, host: 'api.test', methods: ['GET'], paths: ['/v1'], answeredAt: 5 },
  ],
  temporary: [
    { ...allow, host: 'once.test', expiresAt: 2_000, answeredAt: 5 },
    { ...allow, host: 'over.test', ports: [8443], expiresAt: 1_000 },
    { ...allow, host: 'stop.test', expiresAt: null },
  ],
  sets: ['mine', 'gone'],
  services: [
    { name: 'Ollama', host: 'models.internal', address: '192.168.1.9', port: 11434 },
    { name: 'Local', host: 'local.internal', address: 'engine-host', port: 8080 },
  ],
};
const ownSet: EgressSet = {
  id: 'mine',
  name: 'Mine',
  description: '',
  rules: [{ ...allow, host: 'set.test' }],
};
const secret = {
  secretId: 's',
  name: 'Token',
  placeholder: 'p'.repeat(20),
  hosts: ['api.test'],
  places: [{ kind: 'basic' as const }],
};

it('makes rules of everything an agent has, and says where each came from', () => {
  const { rules } = policyFor('a', '10.0.0.2', egress, {
    sets: [ownSet],
    secrets: [secret],
    engineHost: '172.18.0.1',
  });
  expect(rules.map(({ id }) => id)).toEqual([
    'host-service:Ollama:allow:models.internal:11434',
    'host-service:Local:allow:local.internal:8080',
    'agent::allow:**.example.com',
    'agent::allow:db.test:5432',
    'agent::deny:ads.example.com',
    expect.stringMatching(/^answer::allow:api\.test#[0-9a-f]{12}$/),
    'temporary::allow:once.test',
    'temporary::allow:over.test:8443',
    'temporary::allow:stop.test',
    'set:Mine:allow:set.test',
    'credential:Token:allow:api.test:443',
  ]);
  expect(rules[0]).toMatchObject({ ports: [11434], anyProtocol: true, service: { address: '192.168.1.9' } });
  expect(rules[1]).toMatchObject({ service: { address: '172.18.0.1' } });
  expect(rules[5]).toMatchObject({ methods: ['GET'], paths: ['/v1'], origin: { kind: 'answer' } });
  expect(rules[6]).toMatchObject({ expiresAt: 2_000, origin: { kind: 'answer' } });
  expect(rules[7]).toMatchObject({ expiresAt: 1_000, origin: { kind: 'agent' } });
  expect(rules[8]).not.toHaveProperty('expiresAt');
  expect(rules[9]).toMatchObject({ origin: { kind: 'set', name: 'Mine' } });
});

it('leaves out a set that is gone, and a service whose address nobody knows', () => {
  const { rules } = policyFor('a', '10.0.0.2', egress);
  expect(rules.some(({ host }) => host === 'set.test' || host === 'local.internal')).toBe(false);
});

it('drops what has expired', () => {
  const hosts = (of: AgentEgress) => of.temporary.map(({ host }) => host);
  expect(hosts(withoutExpired(egress, 1_000))).toEqual(['once.test', 'stop.test']);
  expect(hosts(withoutExpired(egress, 2_000))).toEqual(['stop.test']);
});

it.each(['http://x', '', 'a..b', '*', '**', 'x:0', 'x:70000'])('refuses the host "%s"', (host) => {
  expect(() => checkEgress({ ...egress, allowedDomains: [host] })).toThrow();
  const written = { mode: 'allowlist', rules: [{ host }] };
  expect(agentEgressSchema.safeParse(written).success).toBe(false);
});

it('refuses two services of one name, and more than a label holds', () => {
  const services = egress.services.map((service) => ({ ...service, host: 'same.internal' }));
  expect(() => checkEgress({ ...egress, services })).toThrow(/same\.internal/);
  const long = { ...allow, host: 'a.test', paths: Array.from({ length: 64 }, () => `/${'x'.repeat(999)}`) };
  expect(() => checkEgress({ ...egress, rules: [long, long] })).toThrow(/64 KiB/);
});

it('never makes more rules than a gateway takes', () => {
  const repeat = <T>(count: number, of: (index: number) => T) =>
    Array.from({ length: count }, (_, at) => of(at));
  const rule = { ...allow, host: 'a.test' };
  const most: AgentEgress = {
    ...bareEgress(
      'allowlist',
      repeat(500, () => 'a.test'),
    ),
    rules: repeat(500, () => rule),
    temporary: repeat(200, () => ({ ...rule, expiresAt: null })),
    sets: repeat(40, (at) => `s${at}`),
    services: repeat(20, (at) => ({ name: 'n', host: `h${at}.test`, address: '10.1.1.1', port: 1 })),
  };
  const sets = most.sets.map((id) => ({ id, name: id, description: '', rules: repeat(80, () => rule) }));
  const secrets = repeat(20, () => ({ ...secret, hosts: repeat(64, () => 'a.test') }));
  const policy = policyFor('a', '10.0.0.2', agentEgressSchema.parse(most), { sets, secrets });
  expect(policy.rules.length).toBeLessThanOrEqual(MAXIMUM_POLICY_RULES);
  expect(agentPolicySchema.shape.rules.safeParse(policy.rules).success).toBe(true);
  expect(new Set(policy.rules.map(({ id }) => id)).size).toBe(policy.rules.length);
});

it('leads an agent with a grant to the app, with a token that it never has', () => {
  const policy = agentPolicySchema.parse(
    policyFor('one', '10.83.0.2', { ...bareEgress('allowlist'), mcp: DEFAULT_MCP_GRANT }),
  );
  expect(policy.rules).toEqual([
    expect.objectContaining({ host: APP_HOST, ports: [80], service: { address: 'app' } }),
  ]);
  expect(policy.secrets).toEqual([expect.objectContaining({ secretId: 'app-token:one', hosts: [APP_HOST] })]);
  expect(policyFor('one', '10.83.0.2', bareEgress('full'))).toMatchObject({ rules: [], secrets: [] });
});
