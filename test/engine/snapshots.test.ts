import { afterAll, beforeAll, describe, expect, it } from 'vitest';
import { AppFailure } from '../../electron/contract/error.ts';
import type { Operation } from '../../electron/contract/operation.ts';
import { NOW } from '../../electron/contract/snapshots.ts';
import { objectNames } from '../../electron/engine/objects/object-names.ts';
import { findLeftovers } from '../../electron/engine/removal/leftovers-find.ts';
import { readAgentObjects } from '../../electron/engine/removal/removal-objects.ts';
import { SnapshotComparer } from '../../electron/engine/snapshots/compare.ts';
import { Snapshots } from '../../electron/engine/snapshots/snapshots.ts';
import { silentLogger } from '../../electron/lib/logger.ts';
import { Scope } from '../../electron/lib/scope.ts';
import {
  busyboxSpec,
  createAgent,
  inAgent,
  type TestProvisioning,
  testProvisioning,
} from '../harness/agents/provisioning.ts';
import { agentRuntime } from '../harness/engine/agent-runtime.ts';
import { docker } from '../harness/engine/docker-cli.ts';

const scope = new Scope();
let setup: TestProvisioning;
let snapshots: Snapshots;
beforeAll(async () => {
  setup = await testProvisioning(scope);
  snapshots = new Snapshots({ ...setup, logger: silentLogger });
});
afterAll(() => scope.dispose());

/** What a snapshot keeps of /tmp/layer: gVisor has /tmp in memory, which goes with the container. */
const inLayer = agentRuntime === 'runsc' ? '' : 'layer\n';

const live = () => new AbortController().signal;

async function ended(starting: Promise<Operation>): Promise<Operation> {
  return await setup.operations.ended((await starting).id);
}

async function save(agentId: string, name: string): Promise<string> {
  await setup.refresh();
  const operation = await ended(snapshots.save(agentId, { name, pause: true }, live()));
  expect(operation).toMatchObject({ status: 'done' });
  const snapshot = (await snapshots.list(agentId)).find((each) => each.name === name);
  return snapshot?.id ?? '';
}

const restore = async (agentId: string, snapshotId: string, keepPresent = false) => {
  await setup.refresh();
  return await ended(snapshots.restore(agentId, { snapshotId, keepPresent }, live()));
};

/** Runs a script as root over a volume at /v, outside of any agent. */
const onVolume = (volume: string, script: string) =>
  docker('run', '--rm', '--network', 'none', '-v', `${volume}:/v`, 'node:24-slim', 'sh', '-c', script);

/** Everything about a volume that must come back: kinds, rights, owners, times, links, blocks, targets and content. */
const picture = (volume: string) =>
  onVolume(
    volume,
    `cd /v && find . -printf '%p %y %m %U:%G %s %T@ %n %l\\n' | sed 's/^\\(\\S* d .*\\) [0-9]* $/\\1/' | LC_ALL=C sort;
     find . -type f -exec sha256sum {} + | LC_ALL=C sort; du -sk sparse; stat -c %i one two | uniq -c | wc -l;
     getfattr -d -R . 2>/dev/null || true`,
  );

/** What makes copying hard; the files are of several owners. */
const HARD = `
set -e; cd /v; umask 022
mkdir -p deep/er empty; echo content > one; ln one two; ln -s ../one deep/link; ln -s /nowhere dangling; ln -s . loop
truncate -s 50M sparse; echo end >> sparse
printf odd > "$(printf 'new\\nline')"; printf raw > "$(printf 'bytes\\377\\376')"; printf dash > ./-rf
printf long > "$(printf 'x%.0s' $(seq 255))"; printf space > ' leading'; printf star > '*'
echo secret > private; chmod 000 private; echo run > run; chmod 4755 run; mkdir sticky; chmod 1777 sticky
mkfifo pipe; chown 1234:5678 deep/er; chown -h 4321:1 dangling; chown 1000:1000 one; chmod 2750 deep
touch -d '2001-02-03 04:05:06.789012345' one; touch -h -d '2002-01-01 00:00:00.5' dangling; touch -d 2003-01-01 empty
chown 1000:1000 .; chmod 750 .; touch -d '2004-05-06 07:08:09.25' .`;

describe('a snapshot', () => {
  let agentId: string;
  let workspace: string;
  let before: string;
  let snapshotId: string;
  beforeAll(async () => {
    const spec = busyboxSpec('photo', { env: [{ name: 'TOKEN', value: 'canary-value' }] });
    ({ agentId } = await createAgent(setup, {
      ...spec,
      isolation: { ...spec.isolation, readOnlyRoot: false },
    }));
    workspace = objectNames(agentId).workspace;
    await onVolume(workspace, HARD);
    await inAgent('photo', 'echo kept > ~/kept; echo layer > /tmp/layer');
    before = await picture(workspace);
    snapshotId = await save(agentId, 'before lunch');
  });

  it('lists what it holds, leaves the agent running and its values out', async () => {
    const [snapshot] = await snapshots.list(agentId);
    expect(snapshot).toMatchObject({ name: 'before lunch', trigger: 'person', atRest: true });
    expect(Object.keys(snapshot?.parts ?? {}).sort()).toEqual(['home', 'layer', 'workspace']);
    expect(await docker('inspect', '-f', '{{.State.Status}}', 'bulkhead-photo')).toBe('running');
    const everything = await docker('inspect', ...(await docker('images', '-aq')).split('\n'));
    expect(everything).not.toContain('canary-value');
  });

  it('says what changed since, by content and not by time alone', async () => {
    await onVolume(
      workspace,
      'cd /v; touch run; echo Content > one; chmod 600 two; rm -r empty; echo n > new',
    );
    const comparer = new SnapshotComparer(setup.deps, snapshots);
    const { differences, notCompared, leftOut } = await comparer.compare(agentId, snapshotId, NOW, live());
    const lines = differences.map(({ part, path, change, what }) => [part, path, change, ...what].join(' '));
    expect(lines).toEqual(
      [
        'workspace new added',
        'workspace one modified content permissions',
        'workspace two modified content permissions',
        'workspace empty deleted',
      ].sort(),
    );
    expect([notCompared, leftOut]).toEqual([[], 0]);
  });

  it('brings a wrecked workspace back byte for byte, with home and layer', async () => {
    await onVolume(workspace, 'cd /v; rm -rf -- * .[!.]*; echo wreck > one; chown 7:7 .; chmod 777 .');
    await inAgent('photo', 'rm -f ~/kept /tmp/layer; echo wreck > /tmp/wreck');
    expect(await restore(agentId, snapshotId, true)).toMatchObject({ status: 'done' });
    expect(await picture(workspace)).toBe(before);
    const shown = await inAgent('photo', 'cat ~/kept /tmp/layer 2>&-; ls /tmp/wreck 2>&1; echo $TOKEN');
    expect(shown).toMatch(/No such file/);
    expect(shown.replace(/.*No such file.*\n/, '')).toBe(`kept\n${inLayer}canary-value`);
    // The replaced workspace is a snapshot of its own, and nothing else is left.
    const [present] = await snapshots.list(agentId);
    expect(present).toMatchObject({ trigger: 'restore', name: 'Before restoring “before lunch”' });
    const objects = await readAgentObjects(setup.engine, undefined, live());
    expect(findLeftovers(objects, () => false)).toEqual([]);
    expect(await restore(agentId, present?.id ?? '')).toMatchObject({ status: 'done' });
    expect(await onVolume(workspace, 'cat /v/one; ls -A /v | wc -l; stat -c "%u %a" /v')).toBe(
      'wreck\n1\n7 777',
    );
    expect(await restore(agentId, snapshotId)).toMatchObject({ status: 'done' });
    expect(await picture(workspace)).toBe(before);
  });

  it('leaves everything as it was when a restoration fails at its end, or is cancelled half-way', async () => {
    await onVolume(workspace, 'echo newer > /v/newer; touch -d 2010-01-01 /v');
    const newer = await picture(workspace);
    const { Id } = await setup.engine.inspectContainer('bulkhead-photo');
    const real = setup.engine.startContainer;
    setup.engine.startContainer = async (id, options) => {
      const { Name } = await setup.engine.inspectContainer(id);
      if (Name === '/bulkhead-photo' && id !== Id) throw new Error('refused by the test');
      await real(id, options);
    };
    expect(await restore(agentId, snapshotId)).toMatchObject({ status: 'failed' });
    setup.engine.startContainer = real;
    expect(await picture(workspace)).toBe(newer);

    await setup.refresh();
    const { id } = await snapshots.restore(agentId, { snapshotId, keepPresent: true }, live());
    const off = setup.operations.onChange(({ steps }) => {
      if (steps.some((step) => step.id === 'fill' && step.status === 'running')) setup.operations.cancel(id);
    });
    const count = (await snapshots.list(agentId)).length;
    expect(await setup.operations.ended(id)).toMatchObject({ status: 'cancelled' });
    off();
    expect(await picture(workspace)).toBe(newer);
    expect((await snapshots.list(agentId)).length).toBe(count);
    const { State } = await setup.engine.inspectContainer('bulkhead-photo');
    expect(State.Status).toBe('running');
  });

  it('loses no file of an agent when the end of one restoration fails, and then another one', async () => {
    const { createVolume, startContainer } = setup.engine;
    setup.engine.createVolume = async (options) => {
      if (options.Labels?.['dev.bulkhead.restoring']?.includes('"isFinal":true'))
        throw new AppFailure({ type: 'engine-unreachable', message: 'refused by the test' });
      return await createVolume(options);
    };
    expect(await restore(agentId, snapshotId)).toMatchObject({ status: 'done' });
    setup.engine.createVolume = createVolume;
    await setup.refresh();
    await onVolume(workspace, 'echo newest > /v/newest');
    const { Id } = await setup.engine.inspectContainer('bulkhead-photo');
    setup.engine.startContainer = async (id, options) => {
      const { Name } = await setup.engine.inspectContainer(id);
      if (Name === '/bulkhead-photo' && id !== Id) throw new Error('refused by the test');
      await startContainer(id, options);
    };
    expect(await restore(agentId, snapshotId)).toMatchObject({ status: 'failed' });
    setup.engine.startContainer = startContainer;
    expect((await onVolume(workspace, 'cat /v/newest /v/one; ls -A /v')).split('\n')).toEqual(
      expect.arrayContaining(['newest', 'content', 'dangling']),
    );
  });

  it('forks into an agent of its own, which outlives the snapshot', async () => {
    await setup.refresh();
    const fork = await ended(snapshots.fork(agentId, { snapshotId, name: 'copy' }, live()));
    expect(fork).toMatchObject({ status: 'done' });
    expect(await picture(objectNames(fork.agentId ?? '').workspace)).toBe(before);
    expect(await inAgent('copy', 'cat ~/kept /tmp/layer 2>&-; echo $TOKEN')).toBe(
      `kept\n${inLayer}canary-value`,
    );
    await setup.refresh();
    const all = (await snapshots.list(agentId)).map((snapshot) => snapshot.id);
    expect(await ended(snapshots.remove(agentId, all, live()))).toMatchObject({ status: 'done' });
    expect(await snapshots.list(agentId)).toEqual([]);
    const { snapshotVolumes, snapshots: images } = await readAgentObjects(setup.engine, agentId, live());
    expect([snapshotVolumes, images]).toEqual([[], []]);
    await docker('restart', '-t', '0', 'bulkhead-copy', 'bulkhead-photo');
    expect(await inAgent('copy', 'cat ~/kept /tmp/layer 2>&- || true')).toBe(`kept\n${inLayer}`.trim());
  });
});

describe('saving that fails', () => {
  it('runs out of disk in the middle: nothing is left of it, and the agent goes on', async () => {
    const { agentId } = await createAgent(setup, busyboxSpec('full'));
    await inAgent('full', 'for each in 1 2 3 4 5 6 7 8; do echo $each > /workspace/$each; done');
    await setup.refresh();
    // A file system with few inodes stands for a disk that fills up meanwhile.
    const real = setup.engine.createVolume;
    setup.engine.createVolume = (body, options) =>
      real(
        body.Name.includes('-snapshot-') && body.Name.endsWith('workspace')
          ? { ...body, DriverOpts: { type: 'tmpfs', device: 'tmpfs', o: 'size=9m,nr_inodes=4' } }
          : body,
        options,
      );
    const operation = await ended(snapshots.save(agentId, { name: 'too big', pause: true }, live()));
    setup.engine.createVolume = real;
    expect(operation).toMatchObject({ status: 'failed', error: { type: 'resource-limit' } });
    expect(operation.error?.message).toContain('disk');
    expect(await snapshots.list(agentId)).toEqual([]);
    expect((await readAgentObjects(setup.engine, agentId, live())).snapshotVolumes).toEqual([]);
    const { State } = await setup.engine.inspectContainer('bulkhead-full');
    expect(State.Status).toBe('running');
  });

  it('is found as a leftover when the app was killed in the middle of it', async () => {
    const { agentId } = await createAgent(setup, busyboxSpec('killed'));
    const labels = ['agent', 'role', 'snapshot'].map((each) => `dev.bulkhead.${each}=`);
    const values = [agentId, 'snapshot-volume', '123'];
    const words = labels.flatMap((label, index) => ['--label', `${label}${values[index]}`]);
    await docker('volume', 'create', ...words, `bulkhead-${agentId}-snapshot-123-home`);
    const leftovers = findLeftovers(await readAgentObjects(setup.engine, agentId, live()), () => false);
    expect(leftovers).toMatchObject([
      { kind: 'half-snapshot', name: 'killed', volumes: [`bulkhead-${agentId}-snapshot-123-home`] },
    ]);
  });
});
