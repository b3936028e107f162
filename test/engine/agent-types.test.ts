import { randomBytes } from 'node:crypto';
import { join } from 'node:path';
import { afterAll, beforeAll, describe, expect, it } from 'vitest';
import type { UsableAgentType } from '../../electron/contract/agent-type.ts';
import { defaultSpec } from '../../electron/contract/presets.ts';
import { placeholderOf } from '../../electron/contract/secrets.ts';
import { AgentTypes } from '../../electron/engine/agent-types/agent-types.ts';
import type { EgressService } from '../../electron/engine/egress/egress-service.ts';
import { extraRoots } from '../../electron/engine/images/extra-roots.ts';
import { ImageProvider } from '../../electron/engine/images/provide-image.ts';
import { thisMachine } from '../../electron/engine/images/system-roots.ts';
import { silentLogger } from '../../electron/lib/logger.ts';
import { Scope } from '../../electron/lib/scope.ts';
import { firstScreen } from '../harness/agents/first-screen.ts';
import {
  createAgent,
  inAgent,
  type TestProvisioning,
  testProvisioning,
} from '../harness/agents/provisioning.ts';
import { appEngine, docker } from '../harness/engine/docker-cli.ts';
import {
  addresses,
  arrivals,
  forgetArrivals,
  openOutside,
  setNames,
  testAuthority,
} from '../harness/engine/internet.ts';
import { appEgress } from '../harness/gateway/gateway-agent.ts';
import { TestKeeper } from '../harness/gateway/secret-keeper.ts';

const root = join(import.meta.dirname, '../..');
const KEY = {
  id: Buffer.from('anthropic---').toString('hex'),
  name: 'Work key',
  use: { kind: 'provider' as const, provider: 'anthropic' },
};
const OPENAI = {
  id: Buffer.from('openai------').toString('hex'),
  name: 'OpenAI key',
  use: { kind: 'provider' as const, provider: 'openai' },
};
const GOOGLE = {
  id: Buffer.from('google------').toString('hex'),
  name: 'Google key',
  use: { kind: 'provider' as const, provider: 'google' },
};
const HOSTS = ['api.anthropic.com', 'api.openai.com', 'generativelanguage.googleapis.com'];
/** A build installs from the real registry: a minute each on a fresh machine, none when the image is there. */
const BUILD_TIMEOUT_MS = 300_000;

const scope = new Scope();
const keeper = new TestKeeper();
const value = `sk-ant-api03-${randomBytes(16).toString('hex')}`;
const types = new AgentTypes({
  builtInPath: join(root, 'assets/images'),
  ownPath: '/nonexistent',
  builds: () => ({}),
  hostRoots: () => extraRoots({ settingsFile: '', machine: thisMachine() }, silentLogger),
});
let setup: TestProvisioning;
let egress: EgressService;

async function usable(id: string): Promise<UsableAgentType> {
  const type = (await types.all()).find(({ listed }) => listed.id === id)?.listed;
  if (type?.status !== 'ok') throw new Error(`no type ${id}: ${JSON.stringify(type)}`);
  return type;
}

beforeAll(async () => {
  await setNames(Object.fromEntries(HOSTS.map((host) => [host, [addresses.otherServer]])));
  await openOutside(['registry.npmjs.org']);
  const engine = appEngine(scope);
  egress = appEgress(engine, scope, { secrets: keeper, extraRootsPem: testAuthority() });
  for (const key of [KEY, OPENAI, GOOGLE]) keeper.set(key, value);
  const images = new ImageProvider({ engine: () => engine, types, version: '0.0.0-test' });
  setup = await testProvisioning(scope, { egress, secrets: keeper, images });
});
afterAll(async () => {
  await openOutside([]);
  await setNames({});
  await scope.dispose();
});

describe('an agent of each type', () => {
  it.each(['claude-code', 'codex', 'gemini-cli', 'opencode'])(
    '%s is built and runs its CLI in the Balanced sandbox',
    async (id) => {
      const type = await usable(id);
      const spec = { ...defaultSpec(type, 'balanced', setup.facts), name: id };
      const { agentId, container } = await createAgent(setup, spec);
      try {
        expect(container.HostConfig).toMatchObject({
          ReadonlyRootfs: true,
          CapDrop: ['ALL'],
          SecurityOpt: expect.arrayContaining(['no-new-privileges']),
          Memory: 4 * 1024 ** 3,
          NanoCpus: 2e9,
        });
        expect(await inAgent(id, 'id -u')).not.toBe('0');
        expect(await inAgent(id, 'touch ~/mine ~/.cache/mine && echo written')).toBe('written');
        const version = await docker('exec', `bulkhead-${id}`, ...type.versionCommand);
        expect(version).toContain(type.buildArgs.VERSION);
        expect(await inAgent(id, 'command -v git curl ps >/dev/null && echo tools')).toBe('tools');
      } finally {
        await egress.detach(agentId);
        await setup.engine.removeContainer(container.Id);
      }
    },
    BUILD_TIMEOUT_MS,
  );

  it(
    'Claude Code asks its model through the gateway, with a placeholder for the key',
    async () => {
      const type = await usable('claude-code');
      const spec = {
        ...defaultSpec(type, 'balanced', setup.facts),
        name: 'asker',
        secrets: [{ secretId: KEY.id, delivery: 'gateway' as const }],
      };
      const { agentId } = await createAgent(setup, spec);
      try {
        await inAgent('asker', 'git init -q');
        await firstScreen(scope, 'bulkhead-asker', { id: type.id, start: type.startWithoutAsking });
        await forgetArrivals();
        expect(await inAgent('asker', 'echo $ANTHROPIC_API_KEY')).toBe(placeholderOf(KEY));
        const answer = await inAgent('asker', 'claude -p "Say hello." </dev/null');
        expect(answer).toContain('Hello from the test world.');
        const requests = (await arrivals()).filter(({ path }) => path?.startsWith('/v1/messages'));
        expect(requests.map(({ headers }) => headers?.['x-api-key'])).toContain(value);
        expect(JSON.stringify(await arrivals())).not.toContain(placeholderOf(KEY));
      } finally {
        await egress.detach(agentId);
      }
    },
    BUILD_TIMEOUT_MS,
  );

  // The first screen shows that no question comes before the prompt. A request that arrives with the key proves that the tool uses the gateway and trusts it. How the tool handles the
  // answer does not matter here.
  it.each([
    {
      id: 'codex',
      key: OPENAI,
      host: 'api.openai.com',
      line: 'printenv OPENAI_API_KEY | codex login --with-api-key; codex exec --skip-git-repo-check --sandbox danger-full-access hello </dev/null',
    },
    {
      id: 'gemini-cli',
      key: GOOGLE,
      host: 'generativelanguage.googleapis.com',
      line: 'gemini --skip-trust -p hello </dev/null',
    },
    {
      id: 'opencode',
      key: KEY,
      host: 'api.anthropic.com',
      line: 'opencode run --model anthropic/claude-sonnet-4-5 hello </dev/null',
    },
  ])(
    '$id asks its provider through the gateway, which fills in the key',
    async ({ id, key, host, line }) => {
      const type = await usable(id);
      const secrets = [{ secretId: key.id, delivery: 'gateway' as const }];
      const spec = { ...defaultSpec(type, 'balanced', setup.facts), name: `ask-${id}`, secrets };
      const { agentId } = await createAgent(setup, spec);
      try {
        await inAgent(`ask-${id}`, 'git init -q');
        await firstScreen(scope, `bulkhead-ask-${id}`, { id, start: type.startWithoutAsking });
        await forgetArrivals();
        // Some tools retry for a long time, so the test waits for the first request only.
        await docker('exec', '-d', `bulkhead-ask-${id}`, 'sh', '-c', line);
        const requests = async () => JSON.stringify((await arrivals()).filter((each) => each.host === host));
        await expect.poll(requests, { timeout: 90_000 }).toContain(value);
        expect(await requests()).not.toContain(placeholderOf(key));
      } finally {
        await egress.detach(agentId);
      }
    },
    BUILD_TIMEOUT_MS,
  );
});
