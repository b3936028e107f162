import { execFile } from 'node:child_process';
import { readdir, readFile, writeFile } from 'node:fs/promises';
import { join } from 'node:path';
import { promisify } from 'node:util';
import { afterAll, beforeAll, expect, it } from 'vitest';
import { bareEgress } from '../../electron/contract/agent-spec.ts';
import type { Engine } from '../../electron/engine/docker/engine.ts';
import { Scope } from '../../electron/lib/scope.ts';
import { appEngine } from '../harness/engine/docker-cli.ts';
import { requestFrom } from '../harness/gateway/agent-request.ts';
import { decided, type EgressApp, openEgressApp, recordFolder } from '../harness/gateway/egress-app.ts';
import { type GatewayAgent, gatewayAgent, untilInForce } from '../harness/gateway/gateway-agent.ts';

const run = promisify(execFile);
const agentId = 'network-test';
const egress = bareEgress('allowlist', ['allowed.test']);
const scope = new Scope();
let engine: Engine;
let agent: GatewayAgent;
let dataPath: string;
let app: EgressApp;

beforeAll(async () => {
  dataPath = await recordFolder(scope);
  engine = appEngine(scope);
  await engine.facts();
  agent = await gatewayAgent(engine, scope, { agentId, image: 'busybox:stable' });
  app = openEgressApp(engine, scope, { agent, dataPath });
  await app.service.attach(agent.attachment, egress, scope.signal);
  await untilInForce(app.service, agentId);
});
afterAll(() => scope.dispose());

/** What the command line says of a log. */
const verify = (path: string) =>
  run(process.execPath, ['scripts/audit-verify.mjs', path]).then(
    ({ stdout }) => stdout,
    (error: { stderr: string }) => error.stderr,
  );

it('records what was blocked, without what follows the path', async () => {
  expect(await requestFrom(agentId, 'http://blocked.test/secret?token=canary-1')).toContain('403');
  expect(await decided(app, agentId, ({ host }) => host === 'blocked.test')).toMatchObject({
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
});

it('records what was allowed, by which rule, and how much came', async () => {
  expect(await requestFrom(agentId, 'http://allowed.test/bytes/5000?token=canary-2')).toContain('200');
  const allowed = await decided(app, agentId, ({ host, final }) => host === 'allowed.test' && final);
  expect(allowed).toMatchObject({
    agentId,
    verdict: 'allowed',
    reason: 'rule',
    ruleId: 'agent::allow:allowed.test',
    path: '/bytes/5000',
    status: 200,
  });
  expect(allowed.bytesDown).toBeGreaterThanOrEqual(5_000);
});

it('records what was decided while the app was closed', async () => {
  await app.close();
  expect(await requestFrom(agentId, 'http://other.test/while-closed')).toContain('403');
  app = openEgressApp(engine, scope, { agent, dataPath });
  const { attachment } = agent;
  await app.service.resync({ agents: [{ attachment, created: egress }], networks: [attachment] });
  await decided(app, agentId, ({ path }) => path === '/while-closed');
  const { hosts } = (await app.audit.agent(agentId)).totals();
  expect(hosts.map(({ host, requests }) => [host, requests])).toEqual(
    expect.arrayContaining([
      ['allowed.test', 1],
      ['blocked.test', 1],
      ['other.test', 1],
    ]),
  );
});

it('allows once at once and without a restart, and ends that by itself', async () => {
  const allowFor = async (ms: number) => {
    const expiresAt = Date.now() + ms;
    const temporary = [{ effect: 'allow' as const, host: 'blocked.test', expiresAt, answeredAt: Date.now() }];
    const state = await app.service.set(agentId, { ...egress, temporary });
    expect(state).toMatchObject({ inForce: true, wanted: { temporary } });
    return expiresAt;
  };
  await allowFor(3_600_000);
  expect(await requestFrom(agentId, 'http://blocked.test/once')).toContain('200');
  expect(await decided(app, agentId, ({ path, final }) => path === '/once' && final)).toMatchObject({
    ruleId: 'temporary::allow:blocked.test',
  });
  const expiresAt = await allowFor(1_000);
  await expect.poll(() => requestFrom(agentId, 'http://blocked.test/after')).toContain('403');
  expect(Date.now()).toBeGreaterThanOrEqual(expiresAt);
});

it('writes a log without queries, in which a change shows', async () => {
  await app.service.detach(agentId);
  await app.close();
  const folder = join(dataPath, 'audit', agentId);
  const [file = ''] = (await readdir(folder)).filter((entry) => entry.startsWith('audit-'));
  const path = join(folder, file);
  const text = await readFile(path, 'utf8');
  expect(text).not.toContain('canary');
  expect(await verify(path)).toContain('whole and in order');
  await writeFile(path, text.replace('"verdict":"blocked"', '"verdict":"allowed"'));
  expect(await verify(path)).toContain('was changed');
});
