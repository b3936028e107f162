import { randomBytes } from 'node:crypto';
import { afterAll, beforeAll, beforeEach, describe, expect, it } from 'vitest';
import { bareEgress, MIB } from '../../electron/contract/agent-spec.ts';
import { placeholderOf, type SecretRecord } from '../../electron/contract/secrets.ts';
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
import { addresses, arrivals, forgetArrivals, setNames, testAuthority } from '../harness/engine/internet.ts';
import { appEgress } from '../harness/gateway/gateway-agent.ts';
import { TestKeeper } from '../harness/gateway/secret-keeper.ts';

const id = (text: string) => Buffer.from(text.padEnd(12)).toString('hex');
const ANTHROPIC: Omit<SecretRecord, 'revision' | 'source'> = {
  id: id('anthropic'),
  name: 'Work key',
  use: { kind: 'provider', provider: 'anthropic' },
};
const CUSTOM: Omit<SecretRecord, 'revision' | 'source'> = {
  id: id('custom'),
  name: 'Wiki',
  use: {
    kind: 'custom',
    hosts: ['wiki.company.com'],
    place: { kind: 'query', name: 'token' },
    envName: 'WIKI_TOKEN',
  },
};
const through = (secretId: string) => ({ secretId, delivery: 'gateway' as const });
const canary = () => `CANARY${randomBytes(16).toString('hex')}`;
const HOSTS = ['api.anthropic.com', 'wiki.company.com', 'other.test'];

const scope = new Scope();
const keeper = new TestKeeper();
const first = canary();
let setup: TestProvisioning;
let egress: EgressService;
let agentId: string;

/** What a request from the agent met: the answer's body and what arrived at the server, if anything did. */
async function request(...curl: string[]) {
  await forgetArrivals();
  const line = `curl -sS --max-time 10 ${curl.join(' ')} 2>&1 || true`;
  const answer = await inAgent('keyed', line);
  return { answer, arrived: (await arrivals()).filter(({ kind }) => kind === 'https') };
}
const askAnthropic = () =>
  request('-H "x-api-key: $ANTHROPIC_API_KEY" https://api.anthropic.com/v1/messages');

beforeAll(async () => {
  await setNames(Object.fromEntries(HOSTS.map((host) => [host, [addresses.otherServer]])));
  const engine = appEngine(scope);
  egress = appEgress(engine, scope, { secrets: keeper, extraRootsPem: testAuthority() });
  keeper.set(ANTHROPIC, first);
  keeper.set(CUSTOM, canary());
  setup = await testProvisioning(scope, { egress, secrets: keeper });
  ({ agentId } = await createAgent(
    setup,
    busyboxSpec('keyed', {
      image: 'debian:bookworm-slim',
      resources: { memoryBytes: 256 * MIB, cpus: 1, pids: 128 },
      egress: bareEgress('allowlist', ['other.test']),
      secrets: [through(ANTHROPIC.id), through(CUSTOM.id)],
    }),
  ));
});
beforeEach(() => keeper.set(ANTHROPIC, first));
afterAll(async () => {
  await setNames({});
  if (agentId) await egress.detach(agentId);
  await scope.dispose();
});

describe('a credential', () => {
  it('is a placeholder in the agent and the real value at its host', async () => {
    expect(await inAgent('keyed', 'echo $ANTHROPIC_API_KEY')).toBe(placeholderOf(ANTHROPIC));
    const { arrived } = await askAnthropic();
    expect(arrived).toHaveLength(1);
    expect(arrived[0]).toMatchObject({ host: 'api.anthropic.com', headers: { 'x-api-key': first } });
    await expect.poll(() => keeper.usedIds).toContain(ANTHROPIC.id);
  });

  it('of a custom binding goes into the query', async () => {
    const value = canary();
    keeper.set(CUSTOM, value);
    await expect
      .poll(async () => (await request('"https://wiki.company.com/?token=$WIKI_TOKEN"')).arrived[0]?.path)
      .toBe(`/?token=${value}`);
  });

  it('stays a placeholder at any other host', async () => {
    const { arrived } = await request('-H "x-api-key: $ANTHROPIC_API_KEY" https://other.test/');
    // The gateway does not intercept this host, so the agent itself checks the certificate.
    expect(JSON.stringify(arrived)).not.toContain(first);
    const read = await request('-k -H "x-api-key: $ANTHROPIC_API_KEY" https://other.test/');
    expect(read.arrived[0]?.headers?.['x-api-key']).toBe(placeholderOf(ANTHROPIC));
  });

  it('changes and goes while the agent runs', async () => {
    const second = canary();
    keeper.set(ANTHROPIC, second);
    await expect.poll(async () => (await askAnthropic()).arrived[0]?.headers?.['x-api-key']).toBe(second);
    keeper.set(ANTHROPIC, undefined);
    await expect.poll(async () => (await askAnthropic()).answer).toContain('secret-unavailable');
    keeper.remove(ANTHROPIC.id);
    await expect.poll(async () => (await askAnthropic()).answer).toContain('403');
    expect((await askAnthropic()).arrived).toEqual([]);
  });

  it('is given again to a gateway that forgot it', async () => {
    const back = new Promise<void>((resolve) => {
      let lost = false;
      egress.onChange(({ state }) => {
        lost ||= !state.inForce;
        if (lost && state.inForce) resolve();
      });
    });
    await docker('kill', GATEWAY_CONTAINER);
    await back;
    await expect.poll(async () => (await askAnthropic()).arrived[0]?.headers?.['x-api-key']).toBe(first);
  });
});

describe('the value of a credential', () => {
  it('is nowhere but in the gateway’s memory', async () => {
    const { arrived } = await askAnthropic();
    expect(arrived).toHaveLength(1);
    const gatewayImage = await docker('inspect', '-f', '{{.Image}}', GATEWAY_CONTAINER);
    const agentImage = await docker('inspect', '-f', '{{.Image}}', 'bulkhead-keyed');
    const places: Record<string, string> = {
      environment: await inAgent('keyed', 'env; cat /proc/[0-9]*/environ /proc/[0-9]*/cmdline 2>/dev/null'),
      agent: await docker('inspect', 'bulkhead-keyed'),
      gateway: await docker('inspect', GATEWAY_CONTAINER),
      'agent log': await dockerOutput('logs', 'bulkhead-keyed'),
      'gateway log': await dockerOutput('logs', GATEWAY_CONTAINER),
      images: await docker('image', 'inspect', gatewayImage, agentImage),
      history: await docker('history', '--no-trunc', agentImage),
      volumes: await docker('volume', 'ls', '--format', '{{.Labels}}'),
      networks: await docker('network', 'inspect', `bulkhead-${agentId}`),
    };
    expect(places.environment).toContain(placeholderOf(ANTHROPIC));
    for (const [place, text] of Object.entries(places)) {
      expect(text.includes(first), place).toBe(false);
      expect(text.includes('PRIVATE KEY'), place).toBe(false);
    }
    // Reads the layers of images and the disks of both containers. Images hold private keys of other people.
    const key = keeper.privateKeyPem.split('\n')[1] ?? '';
    const countIn = (...command: string[]) =>
      pipe(`docker ${command.join(' ')} | grep -caF -e '${first}' -e '${key}' || true`);
    expect(await countIn('save', agentImage)).toBe('0');
    expect(await countIn('export', 'bulkhead-keyed')).toBe('0');
    expect(await countIn('export', GATEWAY_CONTAINER)).toBe('0');
    const inFiles = (text: string) =>
      inAgent(
        'keyed',
        `grep -rlsF -e "${text}" /etc /home /root /run /tmp /workspace /var /opt /usr/local || true`,
      );
    expect(await inFiles(first)).toBe('');
    expect(await inFiles('BEGIN PRIVATE KEY')).toBe('');
    // Only the engine added a file: the init program.
    const written = (await docker('diff', GATEWAY_CONTAINER))
      .split('\n')
      .filter((line) => !line.startsWith('C '));
    expect(written).toEqual(['A /usr/sbin/docker-init']);
  });
});

describe('a gateway that crashes', () => {
  it('says nothing of what it had', async () => {
    expect((await askAnthropic()).arrived).toHaveLength(1);
    const log = dockerOutput('logs', '--follow', GATEWAY_CONTAINER);
    // The init process ignores the signal, so the others get it.
    await dockerOutput('exec', GATEWAY_CONTAINER, 'sh', '-c', 'kill -ABRT -1');
    const text = await log;
    expect(text.includes(first)).toBe(false);
    expect(text.includes('PRIVATE KEY')).toBe(false);
    await expect.poll(async () => (await askAnthropic()).arrived[0]?.headers?.['x-api-key']).toBe(first);
  });
});

describe('a credential that cannot be given', () => {
  it('is refused by name before anything is made', async () => {
    const spec = busyboxSpec('unknown', { secrets: [through(id('nobody'))] });
    await expect(createAgent(setup, spec)).rejects.toMatchObject({ error: { field: 'secrets' } });
    const twice = busyboxSpec('twice', {
      secrets: [through(ANTHROPIC.id), { ...through(CUSTOM.id), envName: 'ANTHROPIC_API_KEY' }],
    });
    await expect(createAgent(setup, twice)).rejects.toMatchObject({ error: { field: 'secrets' } });
  });
});
