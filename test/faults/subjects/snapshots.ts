import { ensureAgent, filesOf, inside, layerFile, subjectSpec, writeLayerFile } from '../harness/agents.ts';
import type { Subject } from '../harness/every-step.ts';
import type { World } from '../harness/world.ts';

const NAME = 'subject';
const fill = (text: string) =>
  `rm -rf /workspace/* ~/*; for n in 1 2 3 4; do mkdir /workspace/$n; echo ${text} > /workspace/$n/${text}; done; head -c 2000000 /dev/zero > ~/${text}`;

const snapshots = (world: World, agentId: string) => world.window.call('snapshot.list', { agentId });

const files = async (agentId: string) =>
  JSON.stringify({ ...(await filesOf(agentId)), layer: await layerFile(NAME) });

async function removeSnapshots(
  world: World,
  agentId: string,
  isKept: (name: string) => boolean,
): Promise<void> {
  const old = (await snapshots(world, agentId)).filter(({ name }) => !isKept(name));
  if (old.length === 0) return;
  const snapshotIds = old.map(({ id }) => id);
  await world.done((window) => window.call('snapshot.remove', { agentId, snapshotIds }));
}

async function save(world: World, agentId: string, name: string): Promise<void> {
  await world.done((window) => window.call('snapshot.save', { agentId, name, pause: true }));
}

export const saveSnapshot: Subject = {
  name: 'snapshot',
  async prepare(world) {
    const agentId = await ensureAgent(world, subjectSpec(world, NAME), fill('one'));
    await removeSnapshots(world, agentId, () => false);
  },
  operate: async (world) => save(world, (await world.agentNamed(NAME))?.id ?? '', 'saved'),
  async state(world) {
    const agent = await world.agentNamed(NAME);
    if (!agent) return 'nothing';
    const saved = (await snapshots(world, agent.id)).map(
      ({ name, parts }) => `${name} of ${Object.keys(parts).sort()}`,
    );
    return `${agent.status} ${await files(agent.id)} ${saved.join()}`;
  },
};

export const restore: Subject = {
  name: 'restore',
  flips: true,
  endsAtStart: true,
  async prepare(world) {
    const agentId = await ensureAgent(world, subjectSpec(world, NAME), fill('one'));
    await removeSnapshots(world, agentId, (name) => ['one', 'two'].includes(name));
    if ((await snapshots(world, agentId)).length === 2) return;
    for (const name of ['one', 'two']) {
      await inside(NAME, fill(name));
      await writeLayerFile(NAME, name);
      await save(world, agentId, name);
    }
  },
  /** Each run restores the other snapshot, so that the two states stay the same. */
  async operate(world) {
    const agentId = (await world.agentNamed(NAME))?.id ?? '';
    const present = (await layerFile(NAME)).trim();
    const other = (await snapshots(world, agentId)).find(
      ({ name }) => name === (present === 'one' ? 'two' : 'one'),
    );
    const snapshotId = other?.id ?? '';
    await world.done((window) => window.call('snapshot.restore', { agentId, snapshotId, keepPresent: true }));
  },
  async state(world) {
    const agent = await world.agentNamed(NAME);
    return agent ? await files(agent.id) : 'nothing';
  },
};
