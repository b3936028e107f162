import { afterAll, afterEach, beforeEach, describe, expect, it } from 'vitest';
import { z } from 'zod';
import { createDockerEngine } from '../../electron/engine/docker/adapter.ts';
import { AGENT_LABEL, ROLE_LABEL } from '../../electron/engine/objects/labels.ts';
import { objectNames } from '../../electron/engine/objects/object-names.ts';
import {
  RECORD_ROLES,
  type RecordRole,
  VolumeLabelStore,
} from '../../electron/engine/records/volume-label-store.ts';
import { Leftovers } from '../../electron/engine/removal/leftovers.ts';
import { AgentRemoval } from '../../electron/engine/removal/removal.ts';
import { readAgentObjects } from '../../electron/engine/removal/removal-objects.ts';
import { Scope } from '../../electron/lib/scope.ts';
import {
  createAgentContainer,
  openDirectory,
  removeLabelled,
  startAgentContainer,
  untilDirectory,
} from '../harness/agents/agent-containers.ts';
import { testShownSettings } from '../harness/agents/shown-settings.ts';
import { docker } from '../harness/engine/docker-cli.ts';
import { BUSYBOX, testEndpoint } from '../harness/engine/docker-endpoint.ts';

const engine = createDockerEngine(testEndpoint());
afterAll(() => engine.close());

let scope: Scope;
let opened: Awaited<ReturnType<typeof openDirectory>>;
let removal: AgentRemoval;
let leftovers: Leftovers;
const detached: string[] = [];
beforeEach(async () => {
  scope = new Scope();
  scope.add(() => removeLabelled(engine));
  opened = await openDirectory(scope);
  const { connection, directory, operations } = opened;
  detached.length = 0;
  const egress = { detach: async (agentId: string) => void detached.push(agentId) };
  const deps = {
    engine: () => connection.engine(),
    egress,
    groups: { prune: async () => undefined },
    shownSettings: testShownSettings(scope),
    directory,
    operations,
  };
  removal = new AgentRemoval(deps);
  leftovers = new Leftovers(deps);
});
afterEach(() => scope.dispose());

const signal = () => AbortSignal.timeout(120_000);
const labelsOf = (agentId: string, role: string) => ({ [AGENT_LABEL]: agentId, [ROLE_LABEL]: role });

async function makeVolume(agentId: string, role: 'home' | 'workspace', bytes = 0): Promise<void> {
  const name = objectNames(agentId)[role];
  await engine.createVolume({ Name: name, Labels: labelsOf(agentId, role) });
  if (bytes === 0) return;
  const write = ['sh', '-c', `head -c ${bytes} /dev/zero > /v/file`];
  await docker('run', '--rm', '--network', 'none', '-v', `${name}:/v`, BUSYBOX, ...write);
}

async function makeNetwork(agentId: string): Promise<void> {
  await engine.createNetwork({
    Name: objectNames(agentId).network,
    Driver: 'bridge',
    Internal: true,
    EnableIPv6: false,
    Labels: labelsOf(agentId, 'network'),
  });
}

const makeRecord = (agentId: string, role: RecordRole) =>
  new VolumeLabelStore(() => engine, role, z.literal('kept')).remember(agentId, 'kept', Date.now());

async function makeAgent(specLabel?: string): Promise<string> {
  const agent = await startAgentContainer(engine, specLabel === undefined ? {} : { specLabel });
  await makeNetwork(agent.id);
  await makeVolume(agent.id, 'home', 2000);
  await makeVolume(agent.id, 'workspace', 5000);
  for (const role of RECORD_ROLES) await makeRecord(agent.id, role);
  await engine.commitContainer(agent.containerId, {
    repository: `bulkhead-snapshot/${agent.id}`,
    tag: '1',
    labels: labelsOf(agent.id, 'snapshot'),
  });
  await untilDirectory(opened.directory, () =>
    opened.directory.list().agents.some(({ id }) => id === agent.id),
  );
  return agent.id;
}

const left = async (agentId: string) =>
  Object.fromEntries(
    Object.entries(await readAgentObjects(engine, agentId, signal())).map(([kind, list]) => [
      kind,
      list.length,
    ]),
  );
const nothing = {
  containers: 0,
  probes: 0,
  networks: 0,
  homes: 0,
  workspaces: 0,
  baselines: 0,
  records: 0,
  snapshots: 0,
  runImages: 0,
  snapshotVolumes: 0,
};

describe('removing an agent', () => {
  it('says what would be lost', async () => {
    const agentId = await makeAgent();
    expect(await removal.preview(agentId, signal())).toEqual({
      workspaceVolume: objectNames(agentId).workspace,
      workspaceBytes: 5000,
      homeBytes: 2000,
      writableLayerBytes: expect.any(Number),
      snapshots: 1,
    });
  });

  it.each([
    [false, { ...nothing, workspaces: 1 }],
    [true, nothing],
  ])('with deleteWorkspace %s', async (deleteWorkspace, expected) => {
    const agentId = await makeAgent();
    const { operationId } = removal.remove(agentId, deleteWorkspace);
    expect(() => removal.remove(agentId, deleteWorkspace)).toThrow('still being done');
    expect(await opened.operations.ended(operationId)).toMatchObject({ status: 'done' });
    expect(await left(agentId)).toEqual(expected);
    expect(detached).toEqual([agentId]);
    await untilDirectory(opened.directory, () => opened.directory.list().agents.length === 0);
    // A kept workspace is found by its label and is no leftover.
    expect(await leftovers.list(signal())).toEqual([]);
  });

  it('works for an unreadable spec, and with somebody else on the network', async () => {
    const agentId = await makeAgent('nonsense');
    const { network } = objectNames(agentId);
    const other = await docker('run', '-d', '--network', network, BUSYBOX, 'sleep', '60');
    scope.add(() => engine.removeContainer(other));
    const { operationId } = removal.remove(agentId, true);
    expect((await opened.operations.ended(operationId)).status).toBe('done');
    expect(await left(agentId)).toEqual(nothing);
    expect((await engine.inspectContainer(other)).State.Running).toBe(true);
  });
});

describe('leftovers', () => {
  it('finds what a crash in a create left, and clears it away', async () => {
    await makeNetwork('crashed');
    await makeVolume('crashed', 'home');
    await makeVolume('crashed', 'workspace');
    expect(await leftovers.list(signal())).toEqual([
      {
        agentId: 'crashed',
        name: 'crashed',
        objects: ['network bulkhead-crashed', 'volume bulkhead-crashed-home'],
      },
    ]);
    const { operationId } = await leftovers.cleanUp('crashed', signal());
    expect((await opened.operations.ended(operationId)).status).toBe('done');
    expect(await left('crashed')).toEqual(nothing);
    await expect(leftovers.cleanUp('crashed', signal())).rejects.toMatchObject({
      error: { type: 'not-found' },
    });
  });

  it('finds an agent that never ran, and clears it away', async () => {
    const { id, name } = await createAgentContainer(engine);
    await makeVolume(id, 'home');
    const [leftover] = await leftovers.list(signal());
    expect(leftover).toMatchObject({
      agentId: id,
      name,
      objects: [`container bulkhead-${name}`, `volume bulkhead-${id}-home`],
    });
    const { operationId } = await leftovers.cleanUp(id, signal());
    expect((await opened.operations.ended(operationId)).status).toBe('done');
    expect(await left(id)).toEqual(nothing);
  });

  it('keeps a workspace that holds something', async () => {
    await makeNetwork('cut-off');
    await makeVolume('cut-off', 'workspace', 10);
    const { operationId } = await leftovers.cleanUp('cut-off', signal());
    await opened.operations.ended(operationId);
    expect(await left('cut-off')).toEqual({ ...nothing, workspaces: 1 });
  });

  it('gives an agent back that was being recreated', async () => {
    await createAgentContainer(engine, { id: 'halfway', name: 'halfway-old-halfway' });
    await createAgentContainer(engine, { id: 'halfway', name: 'halfway' });
    const { operationId } = await leftovers.cleanUp('halfway', signal());
    expect((await opened.operations.ended(operationId)).status).toBe('done');
    const { containers } = await readAgentObjects(engine, 'halfway', signal());
    expect(containers.map(({ Names }) => Names)).toEqual([['/bulkhead-halfway']]);
  });
});
