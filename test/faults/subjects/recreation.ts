import { MIB } from '../../../electron/contract/agent-spec.ts';
import { docker } from '../../harness/engine/docker-cli.ts';
import {
  ensureAgent,
  filesOf,
  layerFile,
  removeAgent,
  subjectSpec,
  writeLayerFile,
} from '../harness/agents.ts';
import type { Subject } from '../harness/every-step.ts';
import type { World } from '../harness/world.ts';

const NAME = 'subject';
const LEAVING = 'leaving';
const SIZES = { small: 256 * MIB, large: 300 * MIB };
const FILL =
  'mkdir /workspace/d && echo work > /workspace/d/file && ln -s d /workspace/link && echo home > ~/file';

/** Resolves to the memory limit of the agent's container, by name. */
async function size(name: string): Promise<keyof typeof SIZES> {
  const memory = await docker('inspect', '-f', '{{.HostConfig.Memory}}', `bulkhead-${name}`);
  return Number(memory) === SIZES.small ? 'small' : 'large';
}

const stateOf = (name: string) => async (world: World) => {
  const agent = await world.agentNamed(name);
  if (!agent) return 'nothing';
  const layer = await layerFile(name);
  return JSON.stringify({ ...(await filesOf(agent.id)), layer, size: await size(name) });
};

export const recreate: Subject = {
  name: 'recreate',
  flips: true,
  async prepare(world) {
    await ensureAgent(world, subjectSpec(world, NAME), FILL);
    await writeLayerFile(NAME, 'layer');
  },
  /** Each run switches to the other size, so that the two states stay the same. */
  async operate(world) {
    const agentId = (await world.agentNamed(NAME))?.id ?? '';
    const memoryBytes = (await size(NAME)) === 'small' ? SIZES.large : SIZES.small;
    const change = { isolation: {}, resources: { memoryBytes }, keepWritableLayer: true };
    await world.done((window) => window.call('agent.recreate', { agentId, change }));
  },
  state: stateOf(NAME),
};

/** An agent of its own, because each run has to begin with a new one. */
export const remove: Subject = {
  name: 'remove',
  isOneWay: true,
  prepare: async (world) => void (await ensureAgent(world, subjectSpec(world, LEAVING), FILL)),
  operate: (world) => removeAgent(world, LEAVING),
  state: stateOf(LEAVING),
};
