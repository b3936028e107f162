import { mkdtemp, rm } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { afterAll, beforeAll, expect, it } from 'vitest';
import { type AgentEgress, bareEgress } from '../../electron/contract/agent-spec.ts';
import type { AskCard } from '../../electron/contract/asks.ts';
import { createDockerEngine } from '../../electron/engine/docker/adapter.ts';
import type { Engine } from '../../electron/engine/docker/engine.ts';
import { programFinder } from '../../electron/engine/egress/asks/ask-program.ts';
import { Asks } from '../../electron/engine/egress/asks/asks.ts';
import { Audit } from '../../electron/engine/egress/audit/audit.ts';
import { createGatewayEgress } from '../../electron/engine/egress/gateway-egress.ts';
import { AGENT_LABEL } from '../../electron/engine/objects/labels.ts';
import { noSecrets } from '../../electron/engine/secrets/no-secrets.ts';
import { systemClock } from '../../electron/lib/clock.ts';
import { silentLogger } from '../../electron/lib/logger.ts';
import { dockerOutput } from '../harness/engine/docker-cli.ts';
import { testEngine } from '../harness/engine/engine.ts';

const root = join(import.meta.dirname, '../..');
const agentId = 'asks-test';
const name = 'bulkhead-asks-test';
const proxy = 'http://10.221.0.2:3128';
const signal = new AbortController().signal;

let engine: Engine;
let networkId: string;
let containerId: string;
let dataPath: string;

beforeAll(async () => {
  dataPath = await mkdtemp(join(tmpdir(), 'bulkhead-asks-'));
  engine = createDockerEngine({ url: testEngine().dockerHost, source: 'DOCKER_HOST', label: 'test' });
  await engine.facts();
  await engine.pullImage('debian:bookworm-slim', {});
  networkId = await engine.createNetwork({
    Name: name,
    Driver: 'bridge',
    Internal: true,
    EnableIPv6: false,
    IPAM: { Config: [{ Subnet: '10.221.0.0/29', Gateway: '10.221.0.1' }] },
    Options: { 'com.docker.network.bridge.inhibit_ipv4': 'true' },
    Labels: { [AGENT_LABEL]: agentId },
  });
  containerId = await engine.createContainer(name, {
    Image: 'debian:bookworm-slim',
    Cmd: ['sleep', '600'],
    User: '1000:1000',
    Labels: { [AGENT_LABEL]: agentId },
    HostConfig: { NetworkMode: name, Init: true, CapDrop: ['ALL'] },
    NetworkingConfig: { EndpointsConfig: { [name]: { IPAMConfig: { IPv4Address: '10.221.0.3' } } } },
  });
  await engine.startContainer(containerId);
});

afterAll(async () => {
  await engine.removeContainer(containerId);
  await engine.removeNetwork(networkId);
  engine.close();
  await rm(dataPath, { recursive: true });
});

/** The status that curl in the agent gets. */
const curl = (url: string) =>
  dockerOutput('exec', name, 'curl', '-s', '-o', '/dev/null', '-w', '%{http_code}', '--proxy', proxy, url);

/** An app, as far as asking goes. */
function openApp() {
  const audit = new Audit({ dataPath, clock: systemClock, logger: silentLogger });
  const directory = { get: () => ({ containerId, status: 'running' }) as never };
  const findProgram = programFinder({ engine: () => engine, directory });
  const asks = new Asks({ findProgram, clock: systemClock, logger: silentLogger });
  audit.recorded.on((decision) => asks.decided(decision));
  const service = createGatewayEgress({
    engine: () => engine,
    audit,
    asks,
    secrets: noSecrets,
    config: { gatewayPath: join(root, 'dist/gateway/gateway.cjs'), assetsPath: join(root, 'assets') },
    clock: systemClock,
    logger: silentLogger,
  });
  const close = async () => {
    await service.dispose();
    asks.dispose();
    await audit.dispose();
  };
  return { asks, service, close };
}

/** The first card that fits, as soon as it is there. */
async function cardThat(asks: Asks, fits: (card: AskCard) => boolean): Promise<AskCard> {
  const find = () => asks.list().flatMap(({ cards }) => cards.filter(fits))[0];
  for (;;) {
    const found = find();
    if (found) return found;
    await new Promise<void>((resolve) => {
      const stop = asks.changed.on(() => {
        stop();
        resolve();
      });
    });
  }
}

const at = { agentId, networkId: '', gatewayAddress: '10.221.0.2' };
const holding = (holdMs: number): AgentEgress => ({ ...bareEgress('allowlist', ['allowed.test']), holdMs });

it('holds a request for a person’s answer', async () => {
  const { asks, service, close } = openApp();
  const attachment = { ...at, networkId };
  expect(await service.attach(attachment, holding(20_000), signal)).toMatchObject({ inForce: true });

  const allowed = curl('http://blocked.test/install.sh');
  const card = await cardThat(asks, ({ program }) => program !== undefined);
  expect(card).toMatchObject({
    host: 'blocked.test',
    port: 80,
    reason: 'no-rule',
    program: 'curl',
    count: 1,
    requests: [{ kind: 'http', method: 'GET', path: '/install.sh' }],
    held: { count: 1 },
  });
  expect(await asks.answer(agentId, [card.id], true)).toBe(1);
  expect(await allowed).toBe('200');
  expect(asks.list()).toEqual([]);

  // Never: the deny rule settles what waits, and there is nothing to ask about from then on.
  const denied = curl('http://other.test/');
  await cardThat(asks, ({ host, held }) => host === 'other.test' && held !== undefined);
  await service.set(agentId, { ...holding(20_000), rules: [{ effect: 'deny', host: 'other.test' }] });
  expect(await denied).toBe('403');
  expect(await curl('http://other.test/')).toBe('403');
  expect(asks.list()).toEqual([]);

  // Nobody answers: the hold ends, and the card stays for the next request.
  await service.set(agentId, holding(1_000));
  expect(await curl('http://blocked.test/late')).toBe('403');
  const late = await cardThat(asks, ({ held }) => held === undefined);
  expect(late).toMatchObject({ host: 'blocked.test', count: 1 });
  expect(await asks.answer(agentId, [late.id], true)).toBe(0);

  // The app is closed meanwhile: nobody answers then either.
  await service.set(agentId, holding(3_000));
  const unheard = curl('http://blocked.test/unheard');
  await cardThat(asks, ({ held }) => held !== undefined);
  await close();
  expect(await unheard).toBe('403');

  const later = openApp();
  const egress = holding(3_000);
  await later.service.resync({ agents: [{ attachment, created: egress }], networks: [attachment] });
  expect(await cardThat(later.asks, () => true)).toMatchObject({ host: 'blocked.test' });
  await later.service.set(agentId, { ...egress, allowedDomains: ['blocked.test'] });
  expect(later.asks.list()).toEqual([]);
  expect(await curl('http://blocked.test/')).toBe('200');
  await later.service.detach(agentId);
  await later.close();
});
