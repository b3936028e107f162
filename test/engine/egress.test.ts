import { join } from 'node:path';
import { afterAll, beforeAll, describe, expect, it } from 'vitest';
import { bareEgress } from '../../electron/contract/agent-spec.ts';
import { DEFAULT_GATEWAY_BASE } from '../../electron/contract/preferences.ts';
import { createDockerEngine } from '../../electron/engine/docker/adapter.ts';
import type { Engine } from '../../electron/engine/docker/engine.ts';
import { FrameReader } from '../../electron/engine/docker/frames.ts';
import { Gateway } from '../../electron/engine/egress/gateway/gateway.ts';
import { GatewayCredentials } from '../../electron/engine/egress/gateway/gateway-credentials.ts';
import { GatewayEgress } from '../../electron/engine/egress/service.ts';
import { GATEWAY_CONTAINER } from '../../electron/engine/objects/gateway-names.ts';
import { AGENT_LABEL } from '../../electron/engine/objects/labels.ts';
import { EgressOverrides } from '../../electron/engine/records/egress-overrides.ts';
import { noSecrets } from '../../electron/engine/secrets/no-secrets.ts';
import { systemClock } from '../../electron/lib/clock.ts';
import { silentLogger } from '../../electron/lib/logger.ts';
import { testEngine } from '../harness/engine/engine.ts';

const root = join(import.meta.dirname, '../..');
const gatewayAddress = '10.222.0.2';
const egress = bareEgress;

let engine: Engine;
let networkId: string;
let containerId: string;

const newService = (store: Pick<EgressOverrides, 'all' | 'remember' | 'forget'> = records()) =>
  new GatewayEgress({
    engine: () => engine,
    gateway: new Gateway({
      engine: () => engine,
      source: {
        programPath: join(root, 'dist/gateway/gateway.cjs'),
        assetsPath: join(root, 'assets'),
        base: () => DEFAULT_GATEWAY_BASE,
      },
      logger: silentLogger,
    }),
    store,
    credentials: new GatewayCredentials({ keeper: noSecrets, logger: silentLogger }),
    clock: systemClock,
    logger: silentLogger,
  });

const records = () => new EgressOverrides(() => engine);

/** The gateway's answer to a plain request from inside the agent. (busybox's static wget dies in its resolver.) */
async function requestFromAgent(host: string): Promise<string> {
  const request = `GET http://${host}/ HTTP/1.1\r\nHost: ${host}\r\nConnection: close\r\n\r\n`;
  const execId = await engine.createExec(containerId, {
    Cmd: ['sh', '-c', `printf '${request}' | nc -w 5 ${gatewayAddress} 3128`],
    AttachStdout: true,
    AttachStderr: true,
  });
  const stream = await engine.startExec(execId, { tty: false, stdin: false });
  let text = '';
  const frames = new FrameReader((_source, bytes) => {
    text += Buffer.from(bytes).toString();
  });
  for await (const chunk of stream) frames.push(chunk);
  return text;
}

beforeAll(async () => {
  engine = createDockerEngine({ url: testEngine().dockerHost, source: 'DOCKER_HOST', label: 'test' });
  await engine.facts();
  await engine.pullImage('busybox:stable', {});
  networkId = await engine.createNetwork({
    Name: 'bulkhead-egress-test',
    Driver: 'bridge',
    Internal: true,
    EnableIPv6: false,
    IPAM: { Config: [{ Subnet: '10.222.0.0/29', Gateway: '10.222.0.1' }] },
    Options: { 'com.docker.network.bridge.inhibit_ipv4': 'true' },
    Labels: { [AGENT_LABEL]: 'egress-test' },
  });
  containerId = await engine.createContainer('bulkhead-egress-test', {
    Image: 'busybox:stable',
    Cmd: ['sleep', '600'],
    Labels: { [AGENT_LABEL]: 'egress-test' },
    HostConfig: { NetworkMode: 'bulkhead-egress-test', Init: true },
    NetworkingConfig: {
      EndpointsConfig: { 'bulkhead-egress-test': { IPAMConfig: { IPv4Address: '10.222.0.3' } } },
    },
  });
  await engine.startContainer(containerId);
});

afterAll(async () => {
  await engine.removeContainer(containerId);
  await engine.removeNetwork(networkId);
  engine.close();
});

describe('egress through the gateway', () => {
  const attachment = { agentId: 'egress-test', networkId, gatewayAddress };

  it('switches live, survives the app, and leaves nothing behind', async () => {
    const service = newService();
    const at = { ...attachment, networkId };
    const signal = new AbortController().signal;
    expect(await service.attach(at, egress('off'), signal)).toEqual({ wanted: egress('off'), inForce: true });
    expect(await requestFromAgent('allowed.test')).toContain('mode-off');

    expect(await service.set('egress-test', egress('allowlist', ['allowed.test']))).toMatchObject({
      inForce: true,
    });
    expect(await requestFromAgent('other.test')).toContain('403 Forbidden');
    expect(await requestFromAgent('allowed.test')).not.toContain('403 Forbidden');

    await service.dispose();
    expect(await requestFromAgent('other.test')).toContain('403 Forbidden');

    const later = newService();
    await later.resync({ agents: [{ attachment: at, created: egress('off') }], networks: [at] });
    expect(await later.state('egress-test')).toMatchObject({
      wanted: egress('allowlist', ['allowed.test']),
      inForce: true,
    });
    await later.detach('egress-test');
    await later.dispose();
    expect(await engine.listContainers({ name: [GATEWAY_CONTAINER] })).toEqual([]);
    expect(await engine.listVolumes({ label: [`${AGENT_LABEL}=egress-test`] })).toEqual([]);
  });

  it('stays cut off after a restart of the app that could not record the cut', async () => {
    const store = records();
    const service = newService({
      all: () => store.all(),
      forget: (agentId) => store.forget(agentId),
      remember: () => Promise.reject(new Error('the engine has no room')),
    });
    const at = { ...attachment, networkId };
    await service.attach(at, egress('full'), new AbortController().signal);
    expect(await service.set('egress-test', egress('off'))).toMatchObject({
      inForce: true,
      unrecorded: true,
    });
    await service.dispose();
    const later = newService();
    await later.resync({ agents: [{ attachment: at, created: egress('full') }], networks: [at] });
    expect(await later.state('egress-test')).toEqual({ wanted: egress('off'), inForce: true });
    expect(await requestFromAgent('allowed.test')).toContain('mode-off');
    expect((await store.all()).get('egress-test')?.mode).toBe('off');
    await later.detach('egress-test');
    await later.dispose();
  });

  it('refuses an allowlist that cannot be read, and keeps the old policy', async () => {
    const service = newService();
    const at = { ...attachment, networkId };
    await service.attach(at, egress('off'), new AbortController().signal);
    await expect(service.set('egress-test', egress('allowlist', ['http://x']))).rejects.toMatchObject({
      error: { type: 'invalid-input', field: 'egress.allowedDomains' },
    });
    expect((await service.state('egress-test')).wanted.mode).toBe('off');
    await service.detach('egress-test');
    await service.dispose();
  });

  it('lets nothing out and says so when the gateway dies, and brings it back', async () => {
    const service = newService();
    const at = { ...attachment, networkId };
    await service.attach(at, egress('full'), new AbortController().signal);
    const back = new Promise<void>((resolve) => {
      let lost = false;
      service.onChange(({ state }) => {
        lost ||= !state.inForce;
        if (lost && state.inForce) resolve();
      });
    });
    await engine.killContainer(GATEWAY_CONTAINER, 'SIGKILL');
    await back;
    await service.detach('egress-test');
    await service.dispose();
  });
});
