import { randomBytes } from 'node:crypto';
import { mkdtempSync, rmSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { afterAll, beforeAll, expect, it } from 'vitest';
import { MIB } from '../../electron/contract/agent-spec.ts';
import type { ProbeResult } from '../../electron/contract/isolation.ts';
import type { SecretRecord } from '../../electron/contract/secrets.ts';
import type { AgentDirectory } from '../../electron/engine/directory/directory.ts';
import { Audit } from '../../electron/engine/egress/audit/audit.ts';
import { createGatewayEgress } from '../../electron/engine/egress/gateway-egress.ts';
import type { GatewayEgress } from '../../electron/engine/egress/service.ts';
import { verifyIsolation } from '../../electron/engine/verification/verify.ts';
import { hiddenFrom } from '../../electron/engine/verification/verify-secrets.ts';
import type { Trial } from '../../electron/engine/verification/verify-tunnel.ts';
import { systemClock } from '../../electron/lib/clock.ts';
import { silentLogger } from '../../electron/lib/logger.ts';
import { Scope } from '../../electron/lib/scope.ts';
import {
  busyboxSpec,
  createAgent,
  inAgent,
  type TestProvisioning,
  testProvisioning,
} from '../harness/agents/provisioning.ts';
import { appEngine } from '../harness/engine/docker-cli.ts';
import { TestKeeper } from '../harness/gateway/secret-keeper.ts';

const root = join(import.meta.dirname, '../..');
const scope = new Scope();
const keeper = new TestKeeper();
const VALUE = `CANARY${randomBytes(16).toString('hex')}`;
const SECRET: Omit<SecretRecord, 'revision' | 'source'> = {
  id: Buffer.from('anthropic   ').toString('hex'),
  name: 'Work key',
  use: { kind: 'provider', provider: 'anthropic' },
};
let setup: TestProvisioning;
let egress: GatewayEgress;
let audit: Audit;
const agents = new Map<string, string>();

beforeAll(async () => {
  const engine = appEngine(scope);
  const dataPath = mkdtempSync(join(tmpdir(), 'verification-'));
  scope.add(() => rmSync(dataPath, { recursive: true }));
  audit = new Audit({ dataPath, clock: systemClock, logger: silentLogger });
  scope.add(() => audit.dispose());
  egress = createGatewayEgress({
    engine: () => engine,
    config: { gatewayPath: join(root, 'dist/gateway/gateway.cjs'), assetsPath: join(root, 'assets') },
    audit,
    secrets: keeper,
    clock: systemClock,
    logger: silentLogger,
  });
  scope.add(() => egress.dispose());
  setup = await testProvisioning(scope, { egress, secrets: keeper });
  keeper.set(SECRET, VALUE);
  const secrets = [{ secretId: SECRET.id, delivery: 'gateway' as const }];
  const resources = { memoryBytes: 256 * MIB, cpus: 1, pids: 128 };
  for (const image of ['busybox:stable', 'node:24-slim']) {
    const name = `proved-${image.split(':')[0]}`;
    const { agentId } = await createAgent(setup, busyboxSpec(name, { image, resources, secrets }));
    agents.set(image, agentId);
    scope.add(() => egress.detach(agentId));
  }
  await setup.refresh();
});
afterAll(() => scope.dispose());

async function verify(
  image: string,
  trial: Trial = (agentId, service) => egress.trial(agentId, service),
): Promise<Map<string, ProbeResult>> {
  const agentId = agents.get(image) ?? '';
  const list = () => ({ sequence: 1, agents: [...setup.deps.agents()] });
  const directory: AgentDirectory = {
    list,
    get: (id) => {
      const agent = list().agents.find((each) => each.id === id);
      if (!agent) throw new Error(`no agent ${id}`);
      return agent;
    },
    onChange: () => () => undefined,
  };
  const deps = {
    engine: () => setup.engine,
    facts: () => setup.facts,
    directory,
    audit,
    trial,
    hidden: async (id: string) =>
      await hiddenFrom(
        { keeper, chosen: { of: async (_id, created) => created } },
        id,
        directory.get(id).spec,
      ),
    egressMode: async (id: string) => (await egress.state(id)).wanted.mode,
    clock: systemClock,
    logger: silentLogger,
  };
  const report = await verifyIsolation(deps, agentId, () => undefined, new AbortController().signal);
  return new Map(report.probes.map((probe) => [probe.id, probe]));
}
const failed = (probes: Map<string, ProbeResult>) =>
  [...probes.values()].filter(({ verdict }) => verdict === 'fail').map(({ id }) => id);

it.each(['busybox:stable', 'node:24-slim'])(
  'proves in %s that the gateway records, does not forward, and cuts an open tunnel',
  async (image) => {
    const probes = await verify(image);
    expect(failed(probes)).toEqual([]);
    for (const id of [
      'secrets',
      'audit',
      'tunnel',
      'gateway.forwarding',
      'gateway.unlisted',
      'gateway.private',
      'dns',
    ]) {
      expect(probes.get(id), id).toMatchObject({ verdict: 'pass' });
    }
    if (image.startsWith('node')) expect(probes.get('dns')?.observed).toContain('the same over TCP');
    // The rule was temporary.
    const { wanted, inForce } = await egress.state(agents.get(image) ?? '');
    expect([wanted.services, inForce]).toEqual([[], true]);
  },
);

it('fails for a tunnel that stays, and nothing else', async () => {
  const undo: (() => Promise<void>)[] = [];
  const probes = await verify('node:24-slim', async (agentId, service) => {
    undo.push(await egress.trial(agentId, service));
    return async () => undefined;
  });
  for (const end of undo) await end();
  expect(failed(probes)).toEqual(['tunnel']);
});

it('reaches the host by no datagram, and says that there is no tunnel to cut in Off', async () => {
  const agentId = agents.get('node:24-slim') ?? '';
  await egress.set(agentId, { ...(await egress.state(agentId)).wanted, mode: 'off' });
  const probes = await verify('node:24-slim');
  expect(failed(probes)).toEqual([]);
  expect(probes.get('udp')).toMatchObject({ verdict: 'pass' });
  expect(probes.get('quic')).toMatchObject({ verdict: 'pass' });
  expect(probes.get('tunnel')).toMatchObject({ verdict: 'inconclusive' });
  expect(probes.get('audit')).toMatchObject({ verdict: 'pass' });
});

it('finds a credential’s value that got into the agent, and nothing else', async () => {
  await inAgent('proved-busybox', `printf 'key=%s' ${Buffer.from(VALUE).toString('base64')} > $HOME/.netrc`);
  const probes = await verify('busybox:stable');
  expect(failed(probes)).toEqual(['secrets']);
  expect(probes.get('secrets')?.observed).toBe('Found Work key (in the container)');
});
