import { afterAll, beforeAll, describe, expect, it } from 'vitest';
import { placeholdersOf } from '../../electron/contract/account.ts';
import { bareEgress, MIB } from '../../electron/contract/agent-spec.ts';
import { oauthProviderSchema } from '../../electron/contract/oauth.ts';
import { readAccount } from '../../electron/contract/read-account.ts';
import type { SecretRecord } from '../../electron/contract/secrets.ts';
import { type TokenSet, tokenSetSchema } from '../../electron/contract/token-set.ts';
import type { EgressService } from '../../electron/engine/egress/egress-service.ts';
import { GATEWAY_CONTAINER } from '../../electron/engine/objects/gateway-names.ts';
import { Scope } from '../../electron/lib/scope.ts';
import {
  busyboxSpec,
  createAgent,
  inAgent,
  type TestProvisioning,
  testProvisioning,
} from '../harness/agents/provisioning.ts';
import { appEngine, docker, dockerOutput, pipe } from '../harness/engine/docker-cli.ts';
import { arrivals, forgetArrivals, signIn, testAuthority } from '../harness/engine/internet.ts';
import { appEgress } from '../harness/gateway/gateway-agent.ts';
import { ACCOUNT_FILE, testProvider } from '../harness/gateway/oauth-provider.ts';
import { TestKeeper } from '../harness/gateway/secret-keeper.ts';

const HOST = 'login.example.test';
const PROVIDER = oauthProviderSchema.parse(testProvider(HOST));
const ID = Buffer.from('account-0001').toString('hex');
const PLACEHOLDERS = placeholdersOf({ id: ID }, PROVIDER);
const AGENTS = ['signed-in', 'signed-too'];

const scope = new Scope();
const keeper = new TestKeeper();
let setup: TestProvisioning;
let egress: EgressService;
let first: TokenSet;
const agentIds: string[] = [];

const tokens = async (): Promise<TokenSet> =>
  tokenSetSchema.parse(JSON.parse((await keeper.value(ID)).reveal()));
const resource = (agent: string) =>
  inAgent(
    agent,
    `token=$(grep -o 'at-[a-z0-9]*' ~/${ACCOUNT_FILE}); curl -sS --max-time 20 -H "Authorization: Bearer $token" https://${HOST}/oauth/resource 2>&1 || true`,
  );
const renew = (agent: string) =>
  inAgent(
    agent,
    `token=$(grep -o 'rt-[a-z0-9]*' ~/${ACCOUNT_FILE}); curl -sS --max-time 20 -d grant_type=refresh_token -d refresh_token=$token https://${HOST}/oauth/token 2>&1 || true`,
  );

beforeAll(async () => {
  const engine = appEngine(scope);
  egress = appEgress(engine, scope, { secrets: keeper, extraRootsPem: testAuthority() });
  const { access_token: access, refresh_token: refresh } = await signIn();
  first = { access, refresh, expiresAt: Date.now() + 3_600_000 };
  const value = JSON.stringify(first);
  const account = readAccount(value, PROVIDER)?.account;
  const use: SecretRecord['use'] = { kind: 'oauth', provider: PROVIDER };
  keeper.set({ id: ID, name: 'Work account', use, ...(account ? { account } : {}) }, value);
  setup = await testProvisioning(scope, { egress, secrets: keeper });
  for (const name of AGENTS) {
    const { agentId } = await createAgent(
      setup,
      busyboxSpec(name, {
        image: 'debian:bookworm-slim',
        resources: { memoryBytes: 256 * MIB, cpus: 1, pids: 128 },
        egress: bareEgress('allowlist'),
        secrets: [{ secretId: ID, delivery: 'gateway' }],
      }),
    );
    agentIds.push(agentId);
  }
});
afterAll(async () => {
  for (const agentId of agentIds) await egress.detach(agentId);
  await scope.dispose();
});

describe('an account', () => {
  it('is placeholders in its program’s file, and the token at its host', async () => {
    const file = await inAgent('signed-in', `stat -c %a ~/${ACCOUNT_FILE}; cat ~/${ACCOUNT_FILE}`);
    expect(file).toMatch(/^600\n/);
    expect(JSON.parse(file.slice(4))).toEqual({
      access: PLACEHOLDERS.access,
      refresh: PLACEHOLDERS.refresh,
      end: first.expiresAt,
    });
    expect(JSON.parse(await resource('signed-in'))).toEqual({
      welcome: 'person',
      token: PLACEHOLDERS.access,
    });
  });

  it('is renewed once for two agents at once, and its tokens are nowhere in clear', async () => {
    await forgetArrivals();
    const answers = await Promise.all(AGENTS.map(renew));
    for (const answer of answers)
      expect(JSON.parse(answer)).toMatchObject({
        access_token: PLACEHOLDERS.access,
        refresh_token: PLACEHOLDERS.refresh,
      });
    const requests = (await arrivals()).filter(({ path }) => path === '/oauth/token');
    expect(requests.map(({ body }) => new URLSearchParams(body).get('refresh_token'))).toEqual([
      first.refresh,
    ]);
    await expect.poll(async () => (await tokens()).refresh).not.toBe(first.refresh);
    for (const agent of AGENTS) expect(await resource(agent)).toContain('welcome');

    const now = await tokens();
    const values = [first.access, first.refresh, now.access, now.refresh];
    const places: Record<string, string> = {
      environment: await inAgent(
        'signed-in',
        'env; cat /proc/[0-9]*/environ /proc/[0-9]*/cmdline 2>/dev/null',
      ),
      agent: await docker('inspect', 'bulkhead-signed-in'),
      gateway: await docker('inspect', GATEWAY_CONTAINER),
      'agent log': await dockerOutput('logs', 'bulkhead-signed-in'),
      'gateway log': await dockerOutput('logs', GATEWAY_CONTAINER),
      volumes: await docker('volume', 'ls', '--format', '{{.Labels}}'),
    };
    expect(places['gateway log']).toContain('tokens-renewed');
    for (const [place, text] of Object.entries(places))
      for (const value of values) expect(text.includes(value ?? ''), place).toBe(false);
    for (const container of ['bulkhead-signed-in', GATEWAY_CONTAINER])
      expect(await pipe(`docker export ${container} | grep -caF -e CANARY || true`)).toBe('0');
    const found = 'grep -rlsF CANARY /etc /home /run /tmp /workspace /var || true';
    expect(await inAgent('signed-in', found)).toBe('');
  });
});
