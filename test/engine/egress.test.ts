import { join } from 'node:path';
import { afterAll, beforeAll, describe, expect, it } from 'vitest';
import { bareEgress } from '../../electron/contract/agent-spec.ts';
import { DEFAULT_GATEWAY_BASE } from '../../electron/contract/preferences.ts';
import type { Engine } from '../../electron/engine/docker/engine.ts';
import { Gateway } from '../../electron/engine/egress/gateway/gateway.ts';
import { GatewayCredentials } from '../../electron/engine/egress/gateway/gateway-credentials.ts';
import { GatewayEgress } from '../../electron/engine/egress/service.ts';
import { GATEWAY_CONTAINER } from '../../electron/engine/objects/gateway-names.ts';
import { AGENT_LABEL } from '../../electron/engine/objects/labels.ts';
import { EgressOverrides } from '../../electron/engine/records/egress-overrides.ts';
import { noSecrets } from '../../electron/engine/secrets/no-secrets.ts';
import { systemClock } from '../../electron/lib/clock.ts';
import { silentLogger } from '../../electron/lib/logger.ts';
import { Scope } from '../../electron/lib/scope.ts';
import { appEngine } from '../harness/engine/docker-cli.ts';
import { answerTo, requestFrom } from '../harness/gateway/agent-request.ts';
import { type GatewayAgent, gatewayAgent, untilInForce } from '../harness/gateway/gateway-agent.ts';

const root = join(import.meta.dirname, '../..');
const scope = new Scope();
const egress = bareEgress;

let engine: Engine;
let agent: GatewayAgent;

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

beforeAll(async () => {
  engine = appEngine(scope);
  await engine.facts();
  agent = await gatewayAgent(engine, scope, { agentId: 'egress-test', image: 'busybox:stable' });
});
afterAll(() => scope.dispose());

describe('egress through the gateway', () => {
  it('switches live, survives the app, and leaves nothing behind', async () => {
    const service = newService();
    const at = agent.attachment;
    const signal = new AbortController().signal;
    await service.attach(at, egress('off'), signal);
    expect(await untilInForce(service, 'egress-test')).toEqual({ wanted: egress('off'), inForce: true });
    expect(await answerTo('egress-test', 'http://allowed.test/')).toContain('mode-off');

    expect(await service.set('egress-test', egress('allowlist', ['allowed.test']))).toMatchObject({
      inForce: true,
    });
    expect(await requestFrom('egress-test', 'http://other.test/')).toContain('403 Forbidden');
    expect(await requestFrom('egress-test', 'http://allowed.test/')).toBe('HTTP/1.1 200 OK');

    await service.dispose();
    expect(await requestFrom('egress-test', 'http://other.test/')).toContain('403 Forbidden');

    const later = newService();
    await later.resync({ agents: [{ attachment: at, created: egress('off') }], networks: [at] });
    expect(await untilInForce(later, 'egress-test')).toMatchObject({
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
    const at = agent.attachment;
    await service.attach(at, egress('full'), new AbortController().signal);
    await untilInForce(service, 'egress-test');
    expect(await service.set('egress-test', egress('off'))).toMatchObject({
      inForce: true,
      unrecorded: true,
    });
    await service.dispose();
    const later = newService();
    await later.resync({ agents: [{ attachment: at, created: egress('full') }], networks: [at] });
    expect(await untilInForce(later, 'egress-test')).toEqual({ wanted: egress('off'), inForce: true });
    expect(await answerTo('egress-test', 'http://allowed.test/')).toContain('mode-off');
    expect((await store.all()).get('egress-test')?.mode).toBe('off');
    await later.detach('egress-test');
    await later.dispose();
  });

  it('refuses an allowlist that cannot be read, and keeps the old policy', async () => {
    const service = newService();
    const at = agent.attachment;
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
    const at = agent.attachment;
    await service.attach(at, egress('full'), new AbortController().signal);
    await untilInForce(service, 'egress-test');
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
