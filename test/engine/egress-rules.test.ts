import { join } from 'node:path';
import { afterAll, beforeAll, beforeEach, describe, expect, it } from 'vitest';
import { type AgentEgress, bareEgress, MIB } from '../../electron/contract/agent-spec.ts';
import type { EgressSet } from '../../electron/contract/egress-sets.ts';
import { preferencesSchema } from '../../electron/contract/preferences.ts';
import type { EgressService } from '../../electron/engine/egress/egress-service.ts';
import { createGatewayEgress } from '../../electron/engine/egress/gateway-egress.ts';
import { ownSetsOf } from '../../electron/engine/egress/policy/own-sets.ts';
import { LivePreferences } from '../../electron/engine/preferences/live-preferences.ts';
import { systemClock } from '../../electron/lib/clock.ts';
import { silentLogger } from '../../electron/lib/logger.ts';
import { Scope } from '../../electron/lib/scope.ts';
import { busyboxSpec, createAgent, inAgent, testProvisioning } from '../harness/agents/provisioning.ts';
import { appEngine, containerByDockerCli } from '../harness/engine/docker-cli.ts';
import { arrivals, forgetArrivals, testAuthority } from '../harness/engine/internet.ts';
import { TestKeeper } from '../harness/gateway/secret-keeper.ts';

const root = join(import.meta.dirname, '../..');
const HOST_PORT = 18_099;
const scope = new Scope();
const preferences = new LivePreferences();
let egress: EgressService;
let agentId: string;

/** The status that a request from the agent got: of the server, or 403 of the gateway. */
async function status(...curl: string[]): Promise<string> {
  const options = '-s -o /dev/null --max-time 60 -w "%{http_code} %{http_connect}"';
  const [code, connect] = (await inAgent('ruled', `curl ${options} ${curl.join(' ')} || true`)).split(' ');
  return code === '000' ? (connect ?? '') : (code ?? '');
}
const allow = (host: string) => ({ effect: 'allow' as const, host });
const deny = (host: string) => ({ effect: 'deny' as const, host });
const set = (change: Partial<AgentEgress>) => egress.set(agentId, { ...bareEgress('allowlist'), ...change });
const ownSets = (egressSets: EgressSet[]) => preferences.set(preferencesSchema.parse({ egressSets }));

beforeAll(async () => {
  const engine = appEngine(scope);
  const keeper = new TestKeeper();
  const service = createGatewayEgress({
    engine: () => engine,
    config: { gatewayPath: join(root, 'dist/gateway/gateway.cjs'), assetsPath: join(root, 'assets') },
    secrets: keeper,
    ownSets: ownSetsOf(preferences),
    extraRoots: () => testAuthority(),
    clock: systemClock,
    logger: silentLogger,
  });
  scope.add(() => service.dispose());
  egress = service;
  const setup = await testProvisioning(scope, { egress, secrets: keeper });
  ({ agentId } = await createAgent(
    setup,
    busyboxSpec('ruled', {
      image: 'debian:bookworm-slim',
      resources: { memoryBytes: 256 * MIB, cpus: 1, pids: 128 },
    }),
  ));
});
beforeEach(forgetArrivals);
afterAll(async () => {
  if (agentId) await egress.detach(agentId);
  await scope.dispose();
});

it('lets a deny beat an allow, in Allowlist and in Full', async () => {
  await set({ allowedDomains: ['**.example.test'], rules: [deny('ads.example.test')] });
  expect(await status('http://www.example.test/')).toBe('200');
  expect(await status('http://ads.example.test/')).toBe('403');
  await set({ mode: 'full', rules: [deny('ads.example.test')] });
  expect(await status('http://other.test/')).toBe('200');
  expect(await status('http://ads.example.test/')).toBe('403');
});

it('looks at methods and paths inside TLS, which the agent trusts the gateway to read', async () => {
  await set({ rules: [{ ...allow('example.test'), methods: ['GET'], paths: ['/docs'] }] });
  expect(await status('https://example.test/docs/page')).toBe('200');
  expect(await status('https://example.test/documents')).toBe('403');
  expect(await status('-X POST https://example.test/docs')).toBe('403');
  expect((await arrivals()).filter(({ kind }) => kind === 'https').map(({ path }) => path)).toEqual([
    '/docs/page',
  ]);
  await set({ allowedDomains: ['example.test'], rules: [{ ...deny('example.test'), paths: ['/private'] }] });
  expect(await status('https://example.test/docs')).toBe('200');
  expect(await status('https://example.test/private/key')).toBe('403');
});

describe('a set', () => {
  const mine: EgressSet = { id: 'mine', name: 'Mine', description: '', rules: [allow('example.test')] };

  it('applies live when it changes, and allows nothing once it is gone', async () => {
    ownSets([mine]);
    await set({ sets: ['mine'] });
    expect(await status('http://example.test/')).toBe('200');
    ownSets([{ ...mine, rules: [allow('other.test')] }]);
    await expect.poll(() => status('http://example.test/')).toBe('403');
    expect(await status('http://other.test/')).toBe('200');
    expect((await egress.rules(agentId)).rules.map(({ rule }) => rule.id)).toEqual([
      'set:Mine:allow:other.test',
    ]);
    ownSets([]);
    await expect.poll(() => status('http://other.test/')).toBe('403');
    expect(await egress.rules(agentId)).toEqual({ rules: [], missingSets: ['mine'] });
  });
});

it('ends a temporary rule by itself', async () => {
  const allowFor = (ms: number) =>
    set({ temporary: [{ ...allow('example.test'), expiresAt: Date.now() + ms }] });
  await allowFor(3_600_000);
  expect(await status('http://example.test/')).toBe('200');
  await allowFor(1_000);
  await expect.poll(() => status('http://example.test/')).toBe('403');
});

it('reaches a service on the engine’s machine under its own name and port, and nothing else there', async () => {
  const answer = 'HTTP/1.1 200 OK\\r\\nContent-Length: 2\\r\\n\\r\\nhi';
  await containerByDockerCli(
    scope,
    ['--network', 'host'],
    ['sh', '-c', `while :; do printf '${answer}' | nc -l -p ${HOST_PORT}; done`],
  );
  const service = {
    name: 'Models',
    host: 'models.internal',
    address: 'engine-host' as const,
    port: HOST_PORT,
  };
  await set({ services: [service] });
  await expect.poll(() => status(`http://models.internal:${HOST_PORT}/`)).toBe('200');
  expect(await status(`http://models.internal:${HOST_PORT + 1}/`)).toBe('403');
  expect((await egress.rules(agentId)).rules[0]?.rule).toMatchObject({
    id: `host-service:Models:allow:models.internal:${HOST_PORT}`,
    origin: { kind: 'host-service', name: 'Models' },
  });
  await set({});
  expect(await status(`http://models.internal:${HOST_PORT}/`)).toBe('403');
});

it('tells git in the agent that SSH has no way out', async () => {
  // git runs the command through a shell, with the arguments for ssh appended.
  const line = `sh -c "$GIT_SSH_COMMAND \\"\\$@\\"" ssh git@github.com git-upload-pack 2>&1 || true`;
  expect(await inAgent('ruled', line)).toContain('insteadOf git@github.com:');
});

it('keeps the old policy when the new one cannot be read', async () => {
  await set({ allowedDomains: ['example.test'] });
  await expect(set({ allowedDomains: ['example.test', '**'] })).rejects.toMatchObject({
    error: { type: 'invalid-input', field: 'egress.allowedDomains' },
  });
  expect(await status('http://example.test/')).toBe('200');
  expect((await egress.state(agentId)).wanted.allowedDomains).toEqual(['example.test']);
});
