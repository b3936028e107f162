import { afterAll, beforeAll, expect, it } from 'vitest';
import { bareEgress } from '../../../electron/contract/agent-spec.ts';
import { Scope } from '../../../electron/lib/scope.ts';
import { engineTitle } from '../../../renderer/engine/engine-title.ts';
import {
  agentObjects,
  busyboxSpec,
  createAgent,
  inAgent,
  type TestProvisioning,
  testProvisioning,
} from '../../harness/agents/provisioning.ts';
import { answerTo } from '../../harness/gateway/agent-request.ts';
import { appEgress, attach, gatewayAgent } from '../../harness/gateway/gateway-agent.ts';

/** On Podman's service with its API of Docker; `npm run test:engines` starts it. */
const scope = new Scope();
const { signal } = new AbortController();
let setup: TestProvisioning;
beforeAll(async () => {
  setup = await testProvisioning(scope);
});
afterAll(() => scope.dispose());

// First reported as https://github.com/textcortex/claude-code-sandbox/issues/10 and https://github.com/portainer/portainer/issues/2991.
it('is recognised', () => {
  expect(setup.facts).toMatchObject({ isPodman: true, apiVersion: '1.41', rootless: false });
  expect(engineTitle(setup.facts)).toMatch(/^Podman 4\./);
});

it('makes an agent with its limits, runs programs in it, measures it, and takes it away', async () => {
  const { container, agentId } = await createAgent(setup, busyboxSpec('podman'));
  expect(container.HostConfig).toMatchObject({ Memory: 256 * 1024 * 1024, ReadonlyRootfs: true });
  expect(
    await inAgent('podman', 'id -u; touch /etc/x 2>&1; echo kept > /workspace/file; cat /workspace/file'),
  ).toMatch(/^\d+\ntouch: .*Read-only file system\nkept$/);
  const { memory_stats: memory } = await setup.engine.stats(container.Id, { signal });
  expect(memory?.limit).toBe(256 * 1024 * 1024);
  await setup.refresh();
  expect(await agentObjects(setup.engine, agentId)).toContain('container /bulkhead-podman');
});

it('lets an agent out through the gateway alone', async () => {
  const { engine } = setup;
  const agent = await gatewayAgent(engine, scope, { agentId: 'podman-out', image: 'busybox:stable' });
  const egress = appEgress(engine, scope);
  await attach(egress, scope, agent, bareEgress('allowlist', ['allowed.test']));
  expect(await answerTo('podman-out', 'http://allowed.test/hello')).toContain('200 OK');
  expect(await answerTo('podman-out', 'http://blocked.test/')).toContain('403');
  expect(await inAgent('podman-out', 'nc -w 2 45.10.0.10 80 </dev/null && echo out || echo shut')).toBe(
    'shut',
  );
});
