import { afterAll, beforeAll, expect, it } from 'vitest';
import { bareEgress } from '../../../electron/contract/agent-spec.ts';
import type { Decision } from '../../../electron/contract/egress.ts';
import { NO_PROXIES, type UpstreamProxies } from '../../../electron/contract/upstream-proxy.ts';
import { ReachabilityWatch } from '../../../electron/engine/egress/reachability.ts';
import type { GatewayEgress } from '../../../electron/engine/egress/service.ts';
import { Emitter } from '../../../electron/lib/emitter.ts';
import { Scope } from '../../../electron/lib/scope.ts';
import { appEngine } from '../../harness/engine/docker-cli.ts';
import { addresses, arrivals, forgetArrivals, shutFirewall } from '../../harness/engine/internet.ts';
import { answerTo } from '../../harness/gateway/agent-request.ts';
import { appEgress, attach, gatewayAgent } from '../../harness/gateway/gateway-agent.ts';

const scope = new Scope();
const changed = new Emitter<void>();
const watch = new ReachabilityWatch();
let proxies: UpstreamProxies = NO_PROXIES;
let egress: GatewayEgress;

beforeAll(async () => {
  const engine = appEngine(scope);
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

  const server = { protocol: 'http' as const, host: addresses.server, port: 3128 };
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
