import { afterAll, beforeAll, expect, it } from 'vitest';
import type { Activity } from '../../electron/contract/activity.ts';
import { MIB } from '../../electron/contract/agent-spec.ts';
import { DiskCenter } from '../../electron/engine/disk/disk-center.ts';
import { DiskQuotas } from '../../electron/engine/disk/disk-quotas.ts';
import { objectNames } from '../../electron/engine/objects/object-names.ts';
import { Snapshots } from '../../electron/engine/snapshots/snapshots.ts';
import { systemClock } from '../../electron/lib/clock.ts';
import { silentLogger } from '../../electron/lib/logger.ts';
import { Scope } from '../../electron/lib/scope.ts';
import {
  busyboxSpec,
  createAgent,
  inAgent,
  type TestProvisioning,
  testProvisioning,
} from '../harness/agents/provisioning.ts';
import { docker } from '../harness/engine/docker-cli.ts';

const scope = new Scope();
let setup: TestProvisioning;
let agentId: string;
beforeAll(async () => {
  setup = await testProvisioning(scope);
  ({ agentId } = await createAgent(setup, busyboxSpec('hungry')));
  await inAgent('hungry', 'head -c 20971520 /dev/zero > /workspace/big');
  await setup.refresh();
});
afterAll(() => scope.dispose());

const live = () => new AbortController().signal;
const directory = {
  list: () => ({ sequence: 1, agents: [...setup.deps.agents()] }),
  get: (id: string) => {
    const match = setup.deps.agents().find((agent) => agent.id === id);
    if (!match) throw new Error(`no agent ${id}`);
    return match;
  },
};

it('says what takes space and what is safe, and removes only what is ours and chosen', async () => {
  const snapshots = new Snapshots({ ...setup, logger: silentLogger });
  const { id } = await snapshots.save(agentId, { name: 'kept', pause: true }, live());
  expect(await setup.operations.ended(id)).toMatchObject({ status: 'done' });
  const names = objectNames('feedfeedfeed');
  const labels = ['--label', 'dev.bulkhead.agent=feedfeedfeed', '--label'];
  await docker('volume', 'create', ...labels, 'dev.bulkhead.role=workspace', names.workspace);
  await docker('volume', 'create', 'disk-test-theirs');
  scope.add(async () => void (await docker('volume', 'rm', 'disk-test-theirs')));

  const disk = new DiskCenter({
    engine: () => setup.engine,
    directory,
    snapshots,
    operations: setup.operations,
    clock: systemClock,
  });
  const { items } = await disk.usage(live());
  const of = (start: string) => items.find((item) => item.id.startsWith(start));
  expect(of(`volume:${objectNames(agentId).workspace}`)).toMatchObject({ removal: 'kept', agentId });
  expect(of(`volume:${objectNames(agentId).workspace}`)?.bytes).toBeGreaterThan(20 * MIB - 1);
  expect(of('snapshot:')).toMatchObject({ removal: 'loses' });
  expect(of('snapshot:')?.bytes).toBeGreaterThan(0);
  expect(JSON.stringify(items)).not.toContain('disk-test-theirs');

  const volumeId = of(`volume:bulkhead-${agentId}`)?.id ?? '';
  await expect(disk.remove([volumeId], live())).rejects.toThrow(/in use/);
  await expect(disk.remove(['volume:disk-test-theirs'], live())).rejects.toThrow(/in use by now, or gone/);
  const chosen = [`volume:${names.workspace}`, of('snapshot:')?.id ?? ''];
  const removal = await disk.remove(chosen, live());
  expect(await setup.operations.ended(removal.id)).toMatchObject({ status: 'done' });
  const after = (await disk.usage(live())).items.map((item) => item.id);
  expect(after.filter((each) => chosen.includes(each))).toEqual([]);
  expect(await snapshots.list(agentId)).toEqual([]);
  expect(await docker('volume', 'ls', '-q')).toContain('disk-test-theirs');
});

it('acts once on an agent that is over its quota, and remembers the quota on the engine', async () => {
  const activities: Omit<Activity, 'id' | 'at'>[] = [];
  const acted: string[] = [];
  const quotas = () => {
    const quotas = new DiskQuotas({
      engine: () => setup.engine,
      directory,
      clock: systemClock,
      logger: silentLogger,
      connection: { state: { status: 'connecting' } },
      lifecycle: { act: async (_, action) => void acted.push(action) },
      activity: { add: (entry) => void activities.push(entry) },
    });
    scope.add(() => quotas.dispose());
    return quotas;
  };
  await quotas().set(agentId, { bytes: 10 * MIB, action: 'pause' });
  const watching = quotas();
  await watching.measure(live());
  await watching.measure(live());
  expect(acted).toEqual(['pause']);
  expect(activities).toMatchObject([{ kind: 'disk-quota', agentId, agentName: 'hungry' }]);
  expect((await watching.list())[agentId]).toMatchObject({ quota: { bytes: 10 * MIB, action: 'pause' } });
  expect((await watching.list())[agentId]?.usedBytes).toBeGreaterThan(20 * MIB - 1);
  await inAgent('hungry', 'rm /workspace/big');
  await watching.measure(live());
  await inAgent('hungry', 'head -c 20971520 /dev/zero > /workspace/big');
  await watching.measure(live());
  expect(acted).toEqual(['pause', 'pause']);
  await watching.set(agentId, null);
  expect(await watching.list()).toEqual({});
});
