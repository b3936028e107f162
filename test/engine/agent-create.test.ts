import { afterAll, beforeAll, describe, expect, it } from 'vitest';
import { Scope } from '../../electron/lib/scope.ts';
import {
  agentObjects,
  busyboxSpec,
  createAgent,
  inAgent,
  type TestProvisioning,
  testProvisioning,
} from '../harness/agents/provisioning.ts';

const scope = new Scope();
let setup: TestProvisioning;
beforeAll(async () => {
  setup = await testProvisioning(scope);
});
afterAll(() => scope.dispose());

describe('a created agent', () => {
  let agentId: string;
  beforeAll(async () => {
    ({ agentId } = await createAgent(
      setup,
      busyboxSpec('made', { env: [{ name: 'GREETING', value: 'hello' }] }),
    ));
  });

  it('runs on a network, volumes and a gateway of its own', async () => {
    expect(await agentObjects(setup.engine, agentId)).toEqual([
      'container /bulkhead-made',
      `network bulkhead-${agentId}`,
      `volume bulkhead-${agentId}-home`,
      `volume bulkhead-${agentId}-workspace`,
    ]);
    const network = await setup.engine.inspectNetwork(`bulkhead-${agentId}`);
    const gateway = network.IPAM.Config?.[0]?.Gateway?.replace(/\d+$/, (last) => String(Number(last) + 1));
    expect(network).toMatchObject({ Internal: true, EnableIPv6: false });
    expect(setup.egressLog).toContain(`attach ${agentId} ${gateway}`);
  });

  it('is its own user with a name, a home and a workspace that it can write', async () => {
    expect(await inAgent('made', 'id -u; id -un; echo $HOME; pwd')).toBe(
      '1000\nagent\n/home/agent\n/workspace',
    );
    expect(await inAgent('made', 'touch /workspace/a ~/b /tmp/c && ls -n /workspace | tail -1')).toMatch(
      / 1000 +1000 /,
    );
    expect(await inAgent('made', 'touch /root-file 2>&1 || true')).toContain('Read-only file system');
  });

  it('has its limits, its environment and nothing else', async () => {
    expect(
      await inAgent(
        'made',
        'echo $GREETING; grep CapEff /proc/self/status; grep NoNewPrivs /proc/self/status',
      ),
    ).toBe('hello\nCapEff:\t0000000000000000\nNoNewPrivs:\t1');
    const { HostConfig, Config } = await setup.engine.inspectContainer('bulkhead-made');
    expect(HostConfig).toMatchObject({ Memory: 2 ** 28, MemorySwap: 2 ** 28, NanoCpus: 1e9, PidsLimit: 64 });
    expect(JSON.stringify(Config.Labels)).not.toContain('hello');
  });
});
