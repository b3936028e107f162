import { afterAll, beforeAll, expect, it } from 'vitest';
import { bareEgress } from '../../../electron/contract/agent-spec.ts';
import type { Decision } from '../../../electron/contract/egress.ts';
import { NO_PROXIES, type UpstreamProxies } from '../../../electron/contract/upstream-proxy.ts';
import type { Engine } from '../../../electron/engine/docker/engine.ts';
import { packTar } from '../../../electron/engine/docker/tar.ts';
import { ReachabilityWatch } from '../../../electron/engine/egress/reachability.ts';
import type { GatewayEgress } from '../../../electron/engine/egress/service.ts';
import { proxyBuildArgs } from '../../../electron/engine/proxies/proxies-for.ts';
import { Emitter } from '../../../electron/lib/emitter.ts';
import { Scope } from '../../../electron/lib/scope.ts';
import { appEngine } from '../../harness/engine/docker-cli.ts';
import { addresses, arrivals, forgetArrivals, shutFirewall } from '../../harness/engine/internet.ts';
import { answerTo } from '../../harness/gateway/agent-request.ts';
import { appEgress, attach, gatewayAgent } from '../../harness/gateway/gateway-agent.ts';

const scope = new Scope();
const server = { protocol: 'http' as const, host: addresses.server, port: 3128 };
const changed = new Emitter<void>();
const watch = new ReachabilityWatch();
let proxies: UpstreamProxies = NO_PROXIES;
let egress: GatewayEgress;
let engine: Engine;

beforeAll(async () => {
  engine = appEngine(scope);
  await engine.facts();
  const agent = await gatewayAgent(engine, scope, { agentId: 'proxied', image: 'busybox:stable' });
  egress = appEgress(engine, scope, {
    audit: {
      lastSeq: async () => -1,
      onMissed: () => undefined,
      onDecision: (_instance: string, decision: Decision) => watch.add(decision),
    },
    proxies: { current: async () => proxies, onChange: (listener) => changed.on(listener) },
  });
  await attach(egress, scope, agent, bareEgress('allowlist', ['*.example.test', 'allowed.test']));
  await shutFirewall([3128]);
  scope.add(() => shutFirewall(null));
});
afterAll(() => scope.dispose());

// First reported as https://github.com/docker/sbx-releases/issues/240 and
// https://github.com/sourcegraph/sourcegraph-public-snapshot/issues/250.
it('gets out through a company proxy where nothing else is open, and says so once where there is none', async () => {
  await Promise.all(['allowed.test', 'a.example.test'].map((host) => answerTo('proxied', `http://${host}/`)));
  await expect.poll(() => watch.state).toMatchObject({ state: 'dead', error: 'dns-failed' });

  proxies = { plain: server, secure: server, noProxy: '' };
  changed.emit();
  await forgetArrivals();
  expect(await answerTo('proxied', 'http://allowed.test/hello')).toContain('200 OK');
  expect(await arrivals()).toEqual(
    expect.arrayContaining([
      expect.objectContaining({ kind: 'proxy', path: 'http://allowed.test/hello' }),
      expect.objectContaining({ kind: 'http', host: 'allowed.test', path: '/hello' }),
    ]),
  );
  await expect.poll(() => watch.state.state).toBe('open');
});

// First reported as https://github.com/moby/moby/issues/24697 and https://github.com/moby/moby/issues/30323.
it('builds through it, and says of a pull that the engine needs a proxy of its own', async () => {
  const steps = 'curl -fsS http://allowed.test/built && curl -fsSk https://allowed.test/built';
  const dockerfile = Buffer.from(`FROM debian:bookworm-slim\nRUN ${steps}\n`);
  const context = await packTar([{ name: 'Dockerfile', type: 'file', content: dockerfile }]);
  await forgetArrivals();
  const id = await engine.buildImage(context, {
    buildArgs: proxyBuildArgs({ plain: server, secure: server, noProxy: '' }),
    noCache: true,
  });
  await engine.removeImage(id);
  expect(await arrivals()).toEqual(
    expect.arrayContaining([
      expect.objectContaining({ kind: 'proxy', path: 'http://allowed.test/built' }),
      expect.objectContaining({ kind: 'proxy', path: 'allowed.test:443' }),
    ]),
  );
  // No registry listens there; the engine's own words become the app's.
  const pulled = engine.pullImage('127.0.0.1:1/team/tool:1', { onProgress: () => undefined });
  await expect(pulled).rejects.toThrow(/cannot reach the registry.*pulls by itself.*needs that proxy/);
});
