import { afterAll, beforeAll, expect, it } from 'vitest';
import { type AgentEgress, bareEgress } from '../../electron/contract/agent-spec.ts';
import type { AskCard } from '../../electron/contract/asks.ts';
import type { Engine } from '../../electron/engine/docker/engine.ts';
import type { Asks } from '../../electron/engine/egress/asks/asks.ts';
import { Scope } from '../../electron/lib/scope.ts';
import { appEngine, dockerOutput } from '../harness/engine/docker-cli.ts';
import { type EgressApp, openEgressApp, recordFolder } from '../harness/gateway/egress-app.ts';
import { type GatewayAgent, gatewayAgent, untilInForce } from '../harness/gateway/gateway-agent.ts';

/** The longest that a request may be held. */
const FOR_LONG_MS = 30_000;
const agentId = 'asks-test';
const scope = new Scope();
let engine: Engine;
let agent: GatewayAgent;
let dataPath: string;
let app: EgressApp;

const holding = (holdMs: number): AgentEgress => ({ ...bareEgress('allowlist', ['allowed.test']), holdMs });

beforeAll(async () => {
  dataPath = await recordFolder(scope);
  engine = appEngine(scope);
  await engine.facts();
  const user = '1000:1000';
  agent = await gatewayAgent(engine, scope, { agentId, image: 'debian:bookworm-slim', user });
  app = openEgressApp(engine, scope, { agent, dataPath });
  await app.service.attach(agent.attachment, holding(FOR_LONG_MS), scope.signal);
  await untilInForce(app.service, agentId);
});
afterAll(async () => {
  await app.service.detach(agentId);
  await scope.dispose();
});

/** The status that curl in the agent gets. */
async function curl(url: string): Promise<string> {
  const proxy = `http://${agent.attachment.gatewayAddress}:3128`;
  const options = ['-s', '-o', '/dev/null', '-w', '%{http_code}', '--proxy', proxy];
  return await dockerOutput('exec', agent.name, 'curl', ...options, url);
}

/** The first card that fits, as soon as it is there. */
async function cardThat(asks: Asks, fits: (card: AskCard) => boolean): Promise<AskCard> {
  for (;;) {
    const card = asks.list().flatMap(({ cards }) => cards.filter(fits))[0];
    if (card) return card;
    await new Promise<void>((resolve) => {
      const stop = asks.changed.on(() => {
        stop();
        resolve();
      });
    });
  }
}

it('holds a request until a person allows it, and says which program asks', async () => {
  const allowed = curl('http://blocked.test/install.sh');
  const card = await cardThat(app.asks, ({ program }) => program !== undefined);
  expect(card).toMatchObject({
    host: 'blocked.test',
    port: 80,
    reason: 'no-rule',
    program: 'curl',
    count: 1,
    requests: [{ kind: 'http', method: 'GET', path: '/install.sh' }],
    held: { count: 1 },
  });
  expect(await app.asks.answer(agentId, [card.id], true)).toBe(1);
  expect(await allowed).toBe('200');
  expect(app.asks.list()).toEqual([]);
});

it('refuses what waits when a rule denies it, and asks no more', async () => {
  const denied = curl('http://other.test/');
  await cardThat(app.asks, ({ host, held }) => host === 'other.test' && held !== undefined);
  const rules = [{ effect: 'deny' as const, host: 'other.test' }];
  await app.service.set(agentId, { ...holding(FOR_LONG_MS), rules });
  expect(await denied).toBe('403');
  expect(await curl('http://other.test/')).toBe('403');
  expect(app.asks.list()).toEqual([]);
});

it('ends the hold when nobody answers, and keeps the card for the next request', async () => {
  await app.service.set(agentId, holding(1_000));
  expect(await curl('http://blocked.test/late')).toBe('403');
  const late = await cardThat(app.asks, ({ held }) => held === undefined);
  expect(late).toMatchObject({ host: 'blocked.test', count: 1 });
  expect(await app.asks.answer(agentId, [late.id], true)).toBe(0);
});

it('refuses what waits when the app closes, and asks when it is open again', async () => {
  const egress = holding(3_000);
  await app.service.set(agentId, egress);
  const unheard = curl('http://blocked.test/unheard');
  await cardThat(app.asks, ({ host }) => host === 'blocked.test');
  await app.close();
  expect(await unheard).toBe('403');

  app = openEgressApp(engine, scope, { agent, dataPath });
  const { attachment } = agent;
  await app.service.resync({ agents: [{ attachment, created: egress }], networks: [attachment] });
  expect(await cardThat(app.asks, () => true)).toMatchObject({ host: 'blocked.test' });
  await app.service.set(agentId, { ...egress, allowedDomains: ['blocked.test'] });
  expect(app.asks.list()).toEqual([]);
  expect(await curl('http://blocked.test/')).toBe('200');
});
