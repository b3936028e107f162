import { execFile } from 'node:child_process';
import { mkdtemp, readdir, readFile, rm, writeFile } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { promisify } from 'node:util';
import { afterAll, beforeAll, expect, it } from 'vitest';
import { bareEgress } from '../../electron/contract/agent-spec.ts';
import type { Decision } from '../../electron/contract/egress.ts';
import { createDockerEngine } from '../../electron/engine/docker/adapter.ts';
import type { Engine } from '../../electron/engine/docker/engine.ts';
import { Audit } from '../../electron/engine/egress/audit/audit.ts';
import { createGatewayEgress } from '../../electron/engine/egress/gateway-egress.ts';
import type { GatewayEgress } from '../../electron/engine/egress/service.ts';
import { AGENT_LABEL } from '../../electron/engine/objects/labels.ts';
import { noSecrets } from '../../electron/engine/secrets/no-secrets.ts';
import { systemClock } from '../../electron/lib/clock.ts';
import { silentLogger } from '../../electron/lib/logger.ts';
import { dockerOutput } from '../harness/engine/docker-cli.ts';
import { testEngine } from '../harness/engine/engine.ts';

const root = join(import.meta.dirname, '../..');
const run = promisify(execFile);
const gatewayAddress = '10.223.0.2';
const agentId = 'network-test';
const name = 'bulkhead-network-test';

let engine: Engine;
let networkId: string;
let containerId: string;
let dataPath: string;

beforeAll(async () => {
  dataPath = await mkdtemp(join(tmpdir(), 'bulkhead-network-'));
  engine = createDockerEngine({ url: testEngine().dockerHost, source: 'DOCKER_HOST', label: 'test' });
  await engine.facts();
  await engine.pullImage('busybox:stable', {});
  networkId = await engine.createNetwork({
    Name: name,
    Driver: 'bridge',
    Internal: true,
    EnableIPv6: false,
    IPAM: { Config: [{ Subnet: '10.223.0.0/29', Gateway: '10.223.0.1' }] },
    Options: { 'com.docker.network.bridge.inhibit_ipv4': 'true' },
    Labels: { [AGENT_LABEL]: agentId },
  });
  containerId = await engine.createContainer(name, {
    Image: 'busybox:stable',
    Cmd: ['sleep', '600'],
    Labels: { [AGENT_LABEL]: agentId },
    HostConfig: { NetworkMode: name, Init: true },
    NetworkingConfig: { EndpointsConfig: { [name]: { IPAMConfig: { IPv4Address: '10.223.0.3' } } } },
  });
  await engine.startContainer(containerId);
});

afterAll(async () => {
  await engine.removeContainer(containerId);
  await engine.removeNetwork(networkId);
  engine.close();
  await rm(dataPath, { recursive: true });
});

/** The status line of the gateway's or the server's answer. */
async function request(url: string): Promise<string> {
  const text = `GET ${url} HTTP/1.1\\r\\nHost: ${new URL(url).host}\\r\\nConnection: close\\r\\n\\r\\n`;
  const answer = await dockerOutput(
    'exec',
    name,
    'sh',
    '-c',
    `{ printf '${text}'; sleep 1; } | nc -w 5 ${gatewayAddress} 3128`,
  );
  return answer.split('\r\n')[0] ?? '';
}

/** An app, as far as egress goes: what it decides on the engine and what it writes to disk. */
function openApp(): { audit: Audit; service: GatewayEgress; close: () => Promise<void> } {
  const audit = new Audit({ dataPath, clock: systemClock, logger: silentLogger });
  const config = { gatewayPath: join(root, 'dist/gateway/gateway.cjs'), assetsPath: join(root, 'assets') };
  const service = createGatewayEgress({
    engine: () => engine,
    config,
    audit,
    secrets: noSecrets,
    clock: systemClock,
    logger: silentLogger,
  });
  const close = async () => {
    await service.dispose();
    await audit.dispose();
  };
  return { audit, service, close };
}

/** The first recorded decision that fits, as soon as it is there. */
async function decided(audit: Audit, fits: (decision: Decision) => boolean): Promise<Decision> {
  const agent = await audit.agent(agentId);
  for (;;) {
    const found = agent.read(0, 10_000).decisions.find(fits);
    if (found) return found;
    await new Promise<void>((resolve) => {
      const stop = audit.changed.on(() => {
        stop();
        resolve();
      });
    });
  }
}

const verify = (path: string) =>
  run(process.execPath, [join(root, 'scripts/audit-verify.mjs'), path]).then(
    ({ stdout }) => stdout,
    (error: { stderr: string }) => error.stderr,
  );

it('records what was blocked, allowed, and decided while the app was closed', async () => {
  const at = { agentId, networkId, gatewayAddress };
  const egress = bareEgress('allowlist', ['allowed.test']);
  const first = openApp();
  expect(await first.service.attach(at, egress, new AbortController().signal)).toMatchObject({
    inForce: true,
  });

  expect(await request('http://blocked.test/secret?token=canary-1')).toContain('403');
  expect(await decided(first.audit, ({ host }) => host === 'blocked.test')).toMatchObject({
    agentId,
    verdict: 'blocked',
    reason: 'no-rule',
    method: 'GET',
    path: '/secret',
    status: 403,
    final: true,
    bytesUp: 0,
    bytesDown: 0,
  });
  expect(await request('http://allowed.test/bytes/5000?token=canary-2')).toContain('200');
  const allowed = await decided(first.audit, ({ host, final }) => host === 'allowed.test' && final);
  expect(allowed).toMatchObject({
    agentId,
    verdict: 'allowed',
    reason: 'rule',
    ruleId: 'agent::allow:allowed.test',
    path: '/bytes/5000',
    status: 200,
  });
  expect(allowed.bytesDown).toBeGreaterThanOrEqual(5_000);
  await first.close();

  expect(await request('http://other.test/while-closed')).toContain('403');

  const second = openApp();
  await second.service.resync({ agents: [{ attachment: at, created: egress }], networks: [at] });
  await decided(second.audit, ({ path }) => path === '/while-closed');
  expect(
    (await second.audit.agent(agentId)).totals().hosts.map(({ host, requests }) => [host, requests]),
  ).toEqual(
    expect.arrayContaining([
      ['allowed.test', 1],
      ['blocked.test', 1],
      ['other.test', 1],
    ]),
  );

  // "Allow once": at once, without a restart, and over by itself.
  const expiresAt = Date.now() + 2_500;
  const temporary = [{ effect: 'allow' as const, host: 'blocked.test', expiresAt, answeredAt: Date.now() }];
  expect(await second.service.set(agentId, { ...egress, temporary })).toMatchObject({
    inForce: true,
    wanted: { temporary },
  });
  expect(await request('http://blocked.test/once')).toContain('200');
  expect(await decided(second.audit, ({ path, final }) => path === '/once' && final)).toMatchObject({
    ruleId: 'temporary::allow:blocked.test',
  });
  await expect.poll(() => request('http://blocked.test/after'), { timeout: 10_000 }).toContain('403');
  expect(Date.now()).toBeGreaterThanOrEqual(expiresAt);
  await second.service.detach(agentId);
  await second.close();

  const folder = join(dataPath, 'audit');
  const [file = ''] = (await readdir(folder)).filter((entry) => entry.startsWith('audit-'));
  const path = join(folder, file);
  const text = await readFile(path, 'utf8');
  expect(text).not.toContain('canary');
  expect(await verify(path)).toContain('whole and in order');
  await writeFile(path, text.replace('"verdict":"blocked"', '"verdict":"allowed"'));
  expect(await verify(path)).toContain('was changed');
});
