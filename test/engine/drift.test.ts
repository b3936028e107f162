import { afterAll, afterEach, beforeAll, describe, expect, it, vi } from 'vitest';
import { MIB } from '../../electron/contract/agent-spec.ts';
import type { EgressState } from '../../electron/contract/isolation.ts';
import { restoreDrift } from '../../electron/engine/drift/drift-restore.ts';
import { DriftWatch } from '../../electron/engine/drift/drift-watch.ts';
import { GroupOverrides } from '../../electron/engine/records/group-overrides.ts';
import { LimitOverrides } from '../../electron/engine/records/limit-overrides.ts';
import { systemClock } from '../../electron/lib/clock.ts';
import { silentLogger } from '../../electron/lib/logger.ts';
import { Scope } from '../../electron/lib/scope.ts';
import { openDirectory, untilDirectory } from '../harness/agents/agent-containers.ts';
import {
  busyboxSpec,
  createAgent,
  type TestProvisioning,
  testProvisioning,
} from '../harness/agents/provisioning.ts';
import { docker } from '../harness/engine/docker-cli.ts';

const NAME = 'drifting-otter';
const container = `bulkhead-${NAME}`;
const { signal } = new AbortController();
const scope = new Scope();
let deps: TestProvisioning;
let watch: DriftWatch;
let directory: Awaited<ReturnType<typeof openDirectory>>['directory'];
let agentId = '';

beforeAll(async () => {
  deps = await testProvisioning(scope);
  const opened = await openDirectory(scope);
  directory = opened.directory;
  ({ agentId } = await createAgent(deps, busyboxSpec(NAME)));
  await untilDirectory(directory, () =>
    directory.list().agents.some(({ id, status }) => id === agentId && status === 'running'),
  );
  await deps.refresh();
  watch = newWatch(opened.connection);
  scope.add(() => watch.dispose());
});
afterAll(() => scope.dispose());

const egress = {
  state: async (): Promise<EgressState> => deps.deps.egress.state(agentId),
  update: async (): Promise<EgressState> => deps.deps.egress.state(agentId),
  onChange: () => () => undefined,
};

function newWatch(connection: Awaited<ReturnType<typeof openDirectory>>['connection']): DriftWatch {
  const { operations } = deps;
  const limits = new LimitOverrides(() => deps.engine);
  return new DriftWatch({
    connection,
    directory,
    egress,
    operations,
    limits,
    chosenGroups: new GroupOverrides(() => deps.engine),
    facts: () => deps.facts,
    activityOf: () => undefined,
    clock: systemClock,
    logger: silentLogger,
  });
}

const seen = () => (watch.list()[agentId] ?? []).map(({ id, actual }) => `${id}: ${actual}`);
/** What a person sees within two seconds. */
const untilSeen = (expected: string[]) =>
  vi.waitFor(() => expect(seen()).toEqual(expected), { timeout: 120_000, interval: 20 });
const restore = (recreate = false) =>
  restoreDrift(
    {
      engine: () => deps.engine,
      directory,
      egress,
      watch,
      provisioner: deps.provisioner,
      limits: new LimitOverrides(() => deps.engine),
      chosenGroups: new GroupOverrides(() => deps.engine),
      groups: deps.deps.groups,
    },
    { agentId, recreate },
    signal,
  );

describe('drift of a living agent', () => {
  afterEach(async () => {
    expect(await restore()).toBeNull();
    await untilSeen([]);
  });

  it('sees a network that somebody connected, and takes it off', async () => {
    await docker('network', 'connect', 'bridge', container);
    await untilSeen(['network.bridge: Connected: it leads outside, past the gateway']);
    await restore();
    expect(await docker('inspect', '-f', '{{json .NetworkSettings.Networks}}', container)).not.toContain(
      '"bridge"',
    );
  });

  it('sees that it was taken off its own network, and puts it back', async () => {
    const network = `bulkhead-${agentId}`;
    const address = `{{(index .NetworkSettings.Networks "${network}").IPAddress}}`;
    const before = await docker('inspect', '-f', address, container);
    await docker('network', 'disconnect', network, container);
    await untilSeen(['network: Not connected: the gateway cannot be reached']);
    await restore();
    expect(await docker('inspect', '-f', address, container)).toBe(before);
  });

  it('sees a neighbour on its network', async () => {
    const joined = await docker(
      'create',
      '--network',
      `bulkhead-${agentId}`,
      'busybox:stable',
      'sleep',
      '60',
    );
    await docker('start', joined);
    await vi.waitFor(() => expect(seen()).toEqual([expect.stringContaining(`neighbour.${joined}`)]), 120_000);
    await restore();
    await untilSeen([]);
    await docker('rm', '-f', joined);
  });

  it('sees limits and the restart policy changed by hand, and sets them back', async () => {
    const change = ['--memory', '64m', '--memory-swap', '64m', '--cpus', '0.5', '--pids-limit', '99'];
    await docker('update', ...change, '--restart', 'always', container);
    await untilSeen(['limit.memory: 64 MiB', 'limit.cpus: 0.5', 'limit.pids: 99', 'restart: Always']);
    await restore();
    const { HostConfig } = await deps.engine.inspectContainer(container);
    expect(HostConfig).toMatchObject({
      Memory: 256 * MIB,
      NanoCpus: 1e9,
      PidsLimit: 64,
      RestartPolicy: { Name: 'no' },
    });
  });

  it('does not take a person’s own new limits for drift', async () => {
    await deps.provisioner.update(agentId, { memoryBytes: 128 * MIB }, signal);
    expect(await watch.check(agentId)).toEqual([]);
    await docker('update', '--memory', '64m', '--memory-swap', '64m', container);
    await untilSeen(['limit.memory: 64 MiB']);
    await restore();
    expect((await deps.engine.inspectContainer(container)).HostConfig.Memory).toBe(128 * MIB);
  });
});

it('finds an agent recreated by hand while the app was away, and recreates it itself', async () => {
  const { Config } = await deps.engine.inspectContainer(container);
  const labels = Object.entries(Config.Labels).flatMap(([name, value]) => ['--label', `${name}=${value}`]);
  await docker('rm', '-f', container);
  const limits = ['--memory', '256m', '--memory-swap', '256m', '--cpus', '1', '--pids-limit', '64'];
  const weak = ['--cap-add', 'NET_RAW', '--user', '0', '-v', '/tmp:/host-tmp'];
  await docker(
    ...['run', '-d', '--init', '--name', container, '--network', `bulkhead-${agentId}`],
    ...[...labels, ...limits, ...weak, 'busybox:stable', 'sleep', '600'],
  );
  await vi.waitFor(
    () =>
      expect((watch.list()[agentId] ?? []).map(({ subject, remedy }) => `${subject}: ${remedy}`)).toEqual([
        'Added capabilities: recreate',
        'Capabilities: recreate',
        'Root filesystem: recreate',
        'No new privileges: recreate',
        'User: recreate',
        'Host folder at /host-tmp: recreate',
      ]),
    { interval: 20 },
  );
  await deps.refresh();
  // Nothing changes unless a recreation is allowed.
  expect(await restore()).toBeNull();
  const operationId = await restore(true);
  expect((await deps.operations.ended(operationId ?? '')).status).toBe('done');
  await untilSeen([]);
  expect((await deps.engine.inspectContainer(container)).HostConfig.ReadonlyRootfs).toBe(true);
});
