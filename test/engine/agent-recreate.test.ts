import { afterAll, beforeAll, beforeEach, describe, expect, it } from 'vitest';
import { type AgentSpec, bareEgress } from '../../electron/contract/agent-spec.ts';
import type { Operation } from '../../electron/contract/operation.ts';
import { SPEC_LABEL } from '../../electron/engine/objects/labels.ts';
import { Scope } from '../../electron/lib/scope.ts';
import {
  agentObjects,
  busyboxSpec,
  createAgent,
  inAgent,
  type TestProvisioning,
  testProvisioning,
} from '../harness/agents/provisioning.ts';
import { docker } from '../harness/engine/docker-cli.ts';

const scope = new Scope();
let setup: TestProvisioning;
beforeAll(async () => {
  setup = await testProvisioning(scope);
});
afterAll(() => scope.dispose());

const live = () => new AbortController().signal;
const inspect = (name: string) => setup.engine.inspectContainer(`bulkhead-${name}`);

async function recreate(
  agentId: string,
  isolation: Partial<AgentSpec['isolation']>,
  keepWritableLayer = true,
): Promise<Operation> {
  await setup.refresh();
  const { id } = await setup.provisioner.recreate(agentId, { isolation, keepWritableLayer }, live());
  return await setup.operations.ended(id);
}

const profile = JSON.stringify({
  defaultAction: 'SCMP_ACT_ALLOW',
  syscalls: [{ names: ['mkdir', 'mkdirat'], action: 'SCMP_ACT_ERRNO' }],
});

describe('recreating', () => {
  let agentId: string;
  beforeAll(async () => {
    const spec = busyboxSpec('phoenix', { env: [{ name: 'TOKEN', value: 'canary-value' }] });
    const isolation = { ...spec.isolation, readOnlyRoot: false };
    ({ agentId } = await createAgent(setup, { ...spec, isolation }));
    await inAgent('phoenix', 'echo kept > /workspace/kept; echo kept > ~/kept; echo kept > /tmp/layer');
  });

  it('keeps the id, the volumes, the network and what was written elsewhere', async () => {
    const before = await agentObjects(setup.engine, agentId);
    const old = await inspect('phoenix');
    expect(await recreate(agentId, { dropAllCapabilities: false })).toMatchObject({ status: 'done' });
    const now = await inspect('phoenix');
    expect(now.Id).not.toBe(old.Id);
    expect(now.Config.Image).toContain('bulkhead/run:');
    expect(await agentObjects(setup.engine, agentId)).toEqual(before);
    expect(await inAgent('phoenix', 'cat /workspace/kept ~/kept /tmp/layer; echo $TOKEN')).toBe(
      'kept\nkept\nkept\ncanary-value',
    );
    expect(now.NetworkSettings.Networks).toHaveProperty(`bulkhead-${agentId}`);
  });

  it('puts no environment value into the image, nor into any other', async () => {
    const { Config } = await setup.engine.inspectImage((await inspect('phoenix')).Config.Image);
    expect(JSON.stringify(Config)).toContain('TOKEN=');
    const everything = await docker('inspect', ...(await docker('images', '-aq')).split('\n'));
    expect(everything).not.toContain('canary-value');
  });

  it('starts from the image again when the writable layer is declined', async () => {
    expect(await recreate(agentId, { readOnlyRoot: true }, false)).toMatchObject({ status: 'done' });
    const { HostConfig, Config } = await inspect('phoenix');
    expect(HostConfig.ReadonlyRootfs).toBe(true);
    expect(Config.Image).toContain('bulkhead/base:');
    expect(await inAgent('phoenix', 'cat /workspace/kept; ls /tmp')).toBe('kept');
  });

  it('lets another user write to the workspace, and the first one again', async () => {
    expect(await recreate(agentId, { nonRoot: false })).toMatchObject({ status: 'done' });
    expect(await inAgent('phoenix', 'id -u; touch /workspace/by-root ~/by-root && echo ok')).toBe('0\nok');
    expect(await recreate(agentId, { nonRoot: true })).toMatchObject({ status: 'done' });
    expect(await inAgent('phoenix', 'id -u; touch /workspace/again ~/again && echo ok')).toBe('1000\nok');
    // Only mount points have a new owner.
    expect(await inAgent('phoenix', 'stat -c %u /workspace/by-root /workspace/kept')).toBe('0\n1000');
  });

  it('leaves a stopped agent stopped', async () => {
    await docker('stop', '-t', '0', 'bulkhead-phoenix');
    expect(await recreate(agentId, { noNewPrivileges: false })).toMatchObject({ status: 'done' });
    expect((await inspect('phoenix')).State.Status).toBe('created');
    await docker('start', 'bulkhead-phoenix');
  });

  it('carries a custom seccomp profile over, and takes a new one', async () => {
    const spec = busyboxSpec('profiled');
    const seccomp = { kind: 'custom' as const, name: 'no-mkdir.json' };
    const agent = await createAgent(
      setup,
      { ...spec, isolation: { ...spec.isolation, seccomp } },
      { seccompProfile: profile },
    );
    expect(await inAgent('profiled', 'mkdir /tmp/a 2>&1 || true')).toContain('not permitted');
    expect(await recreate(agent.agentId, { readOnlyRoot: false })).toMatchObject({ status: 'done' });
    expect((await inspect('profiled')).HostConfig.SecurityOpt).toContain(`seccomp=${profile}`);
    expect(await inAgent('profiled', 'mkdir /tmp/a 2>&1 || true')).toContain('not permitted');
  });
});

describe('a recreation that fails', () => {
  let agentId: string;
  beforeAll(async () => {
    ({ agentId } = await createAgent(setup, busyboxSpec('survivor')));
    await inAgent('survivor', 'echo kept > /workspace/kept');
  });
  let before: string[];
  let oldId: string;
  beforeEach(async () => {
    before = await agentObjects(setup.engine, agentId);
    oldId = (await inspect('survivor')).Id;
  });
  const expectUnharmed = async () => {
    const { Id, State } = await inspect('survivor');
    expect([Id, State.Status]).toEqual([oldId, 'running']);
    expect(await inAgent('survivor', 'cat /workspace/kept')).toBe('kept');
    expect(await agentObjects(setup.engine, agentId)).toEqual(before);
    expect(await setup.engine.listImages({ label: [`dev.bulkhead.agent=${agentId}`] })).toEqual([]);
  };

  it('brings the old container back when the new one does not start', async () => {
    const real = setup.engine.startContainer;
    setup.engine.startContainer = async (id, options) => {
      if (id !== oldId) await docker('network', 'disconnect', `bulkhead-${agentId}`, id);
      if (id !== oldId) throw new Error('refused by the test');
      await real(id, options);
    };
    try {
      expect(await recreate(agentId, { readOnlyRoot: false })).toMatchObject({ status: 'failed' });
    } finally {
      setup.engine.startContainer = real;
    }
    await expectUnharmed();
  });

  it('brings the old container back when the new one cannot run the command', async () => {
    const spec = busyboxSpec('layered', { command: ['sleep', '600'] });
    const isolation = { ...spec.isolation, readOnlyRoot: false, nonRoot: false };
    const agent = await createAgent(setup, { ...spec, isolation });
    const old = await inspect('layered');
    await inAgent('layered', 'rm /bin/sleep');
    expect(await recreate(agent.agentId, { noNewPrivileges: false })).toMatchObject({
      status: 'failed',
      error: { type: 'command-not-found' },
    });
    expect((await inspect('layered')).Id).toBe(old.Id);
    // Its init runs until it has looked for the command.
    await expect.poll(async () => (await inspect('layered')).State.ExitCode).toBe(127);
  });

  it('brings it back when cancelled on the way', async () => {
    await setup.refresh();
    const change = { isolation: { readOnlyRoot: false }, keepWritableLayer: true };
    const { id } = await setup.provisioner.recreate(agentId, change, live());
    const off = setup.operations.onChange(({ steps }) => {
      if (steps.some((step) => step.id === 'container' && step.status === 'running'))
        setup.operations.cancel(id);
    });
    expect(await setup.operations.ended(id)).toMatchObject({ status: 'cancelled' });
    off();
    await expectUnharmed();
  });

  it('refuses a second one, and a runtime that is not there, before it touches anything', async () => {
    await setup.refresh();
    const change = { isolation: { runtime: 'none-such' }, keepWritableLayer: true };
    await expect(setup.provisioner.recreate(agentId, change, live())).rejects.toMatchObject({
      error: { type: 'runtime-missing', field: 'isolation.runtime' },
    });
    const fine = { isolation: {}, keepWritableLayer: false };
    const { id } = await setup.provisioner.recreate(agentId, fine, live());
    await expect(setup.provisioner.recreate(agentId, fine, live())).rejects.toMatchObject({
      error: { type: 'conflict' },
    });
    setup.operations.cancel(id);
    await setup.operations.ended(id);
    await expectUnharmed();
  });
});

it('duplicates an agent: same spec and environment, volumes of its own', async () => {
  const { agentId } = await createAgent(
    setup,
    busyboxSpec('original', { env: [{ name: 'TOKEN', value: 'x=y' }], egress: bareEgress('full') }),
  );
  await inAgent('original', 'touch /workspace/mine');
  await docker('update', '--pids-limit', '77', 'bulkhead-original');
  await setup.refresh();
  const { id } = await setup.provisioner.duplicate(agentId, 'copy', live());
  expect(await setup.operations.ended(id)).toMatchObject({ status: 'done' });
  expect(await inAgent('copy', 'echo $TOKEN; ls /workspace')).toBe('x=y');
  expect((await inspect('copy')).HostConfig.PidsLimit).toBe(77);
  // The duplicate copies the present state, not the original spec.
  const label = (await inspect('copy')).Config.Labels[SPEC_LABEL];
  expect(JSON.parse(label ?? '{}')).toMatchObject({ egress: { mode: 'off' } });
  await expect(setup.provisioner.duplicate(agentId, 'copy', live())).rejects.toMatchObject({
    error: { type: 'name-taken', field: 'name' },
  });
});

it('changes limits of a running agent, and refuses what would kill it', async () => {
  const { agentId } = await createAgent(setup, busyboxSpec('elastic'));
  await setup.refresh();
  await setup.provisioner.update(agentId, { memoryBytes: 100 * 2 ** 20, cpus: 0.5, pids: 40 }, live());
  expect((await inspect('elastic')).HostConfig).toMatchObject({
    Memory: 100 * 2 ** 20,
    MemorySwap: 100 * 2 ** 20,
    NanoCpus: 5e8,
    PidsLimit: 40,
  });
  await inAgent('elastic', 'dd if=/dev/zero of=/tmp/fill bs=1M count=50 2>/dev/null');
  await setup.refresh();
  await expect(
    setup.provisioner.update(agentId, { memoryBytes: 20 * 2 ** 20 }, live()),
  ).rejects.toMatchObject({
    error: { type: 'resource-limit', field: 'resources.memoryBytes' },
  });
  await expect(setup.provisioner.update(agentId, { cpus: 10_000 }, live())).rejects.toMatchObject({
    error: { type: 'resource-limit', field: 'resources.cpus' },
  });
  expect((await inspect('elastic')).State.Running).toBe(true);
});
