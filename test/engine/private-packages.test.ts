import { afterAll, beforeAll, expect, it } from 'vitest';
import { bareEgress, MIB } from '../../electron/contract/agent-spec.ts';
import { packageRegistrySchema } from '../../electron/contract/package-registry.ts';
import { placeholderOf, type SecretRecord } from '../../electron/contract/secrets.ts';
import { GATEWAY_CONTAINER } from '../../electron/engine/objects/gateway-names.ts';
import { Scope } from '../../electron/lib/scope.ts';
import { NPM_TOKEN } from '../../scripts/engine/internet/npm-registry.mjs';
import { busyboxSpec, createAgent, inAgent, testProvisioning } from '../harness/agents/provisioning.ts';
import { appEngine, docker, dockerOutput, pipe } from '../harness/engine/docker-cli.ts';
import { arrivals, forgetArrivals, testAuthority } from '../harness/engine/internet.ts';
import { appEgress } from '../harness/gateway/gateway-agent.ts';
import { TestKeeper } from '../harness/gateway/secret-keeper.ts';

const URL_OF_REGISTRY = 'https://packages.example.test/npm/';
const SECRET: Omit<SecretRecord, 'revision' | 'source'> = {
  id: Buffer.from('npm-registry').toString('hex'),
  name: 'Company packages',
  use: {
    kind: 'registry',
    registry: packageRegistrySchema.parse({ kind: 'npm', url: URL_OF_REGISTRY, scopes: ['@company'] }),
    envName: 'NPM_TOKEN',
  },
};
/** As `npm install` writes it. */
const LOCK = JSON.stringify({
  name: 'app',
  lockfileVersion: 3,
  packages: {
    '': { name: 'app', dependencies: { '@company/lib': '1.0.0' } },
    'node_modules/@company/lib': {
      version: '1.0.0',
      resolved: `${URL_OF_REGISTRY}@company/lib/-/lib-1.0.0.tgz`,
    },
  },
});

const scope = new Scope();
beforeAll(async () => {
  const keeper = new TestKeeper();
  const egress = appEgress(appEngine(scope), scope, { secrets: keeper, extraRootsPem: testAuthority() });
  keeper.set(SECRET, NPM_TOKEN);
  const setup = await testProvisioning(scope, { egress, secrets: keeper });
  const { agentId } = await createAgent(
    setup,
    busyboxSpec('packages', {
      image: 'node:24-slim',
      resources: { memoryBytes: 512 * MIB, cpus: 1, pids: 128 },
      egress: bareEgress('allowlist'),
      secrets: [{ secretId: SECRET.id, delivery: 'gateway' }],
    }),
  );
  scope.add(() => egress.detach(agentId));
});
afterAll(() => scope.dispose());

it('npm ci gets the packages of a private scope, and the token is nowhere in the agent', async () => {
  await forgetArrivals();
  const said = await inAgent(
    'packages',
    `mkdir /tmp/app && cd /tmp/app && echo '{"name":"app","dependencies":{"@company/lib":"1.0.0"}}' > package.json
    echo '${LOCK}' > package-lock.json
    npm view @company/lib version && npm ci --no-audit --no-fund 2>&1 && node -p "require('@company/lib')"`,
  );
  expect(said.split('\n')[0]).toBe('1.0.0');
  expect(said).toMatch(/private package$/);
  const seen = (await arrivals()).filter(({ path }) => path?.startsWith('/npm/'));
  expect(new Set(seen.map(({ headers }) => headers?.authorization))).toEqual(
    new Set([`Bearer ${NPM_TOKEN}`]),
  );
  expect(await inAgent('packages', 'stat -c %a ~/.npmrc; cat ~/.npmrc; echo $NPM_TOKEN')).toBe(
    [
      '600',
      `@company:registry=${URL_OF_REGISTRY}`,
      `//packages.example.test/npm/:_authToken=${placeholderOf(SECRET)}`,
      placeholderOf(SECRET),
    ].join('\n'),
  );
  const places = [
    await inAgent('packages', 'cat /proc/[0-9]*/environ; grep -rasF CANARY /home /tmp /workspace || true'),
    await docker('inspect', 'bulkhead-packages', GATEWAY_CONTAINER),
    await docker('volume', 'ls', '--format', '{{.Labels}}'),
    await dockerOutput('logs', 'bulkhead-packages'),
    await dockerOutput('logs', GATEWAY_CONTAINER),
    await pipe(`docker export bulkhead-packages | grep -aF -e '${NPM_TOKEN}' || true`),
  ];
  expect(places.join('\n')).not.toContain(NPM_TOKEN);
});
