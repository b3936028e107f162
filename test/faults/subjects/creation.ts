import { mkdirSync, writeFileSync } from 'node:fs';
import { join } from 'node:path';
import type { AgentSpec } from '../../../electron/contract/agent-spec.ts';
import { folderCopy } from '../../harness/agents/workspace-folders.ts';
import { docker } from '../../harness/engine/docker-cli.ts';
import { filesOf, removeAgent, subjectSpec } from '../harness/agents.ts';
import type { Subject } from '../harness/every-step.ts';
import type { World } from '../harness/world.ts';

const NAME = 'subject';

export const create: Subject = creation('create', (world) => subjectSpec(world, NAME));

export const createCopy: Subject = creation('create a private copy', (world) => {
  const origin = join(world.folder, 'origin');
  for (const name of ['a', 'b', 'c']) {
    mkdirSync(join(origin, name), { recursive: true });
    writeFileSync(join(origin, name, 'file'), name.repeat(300_000));
  }
  return subjectSpec(world, NAME, folderCopy(origin));
});

function creation(name: string, specIn: (world: World) => AgentSpec): Subject {
  return {
    name,
    async prepare(world) {
      await removeAgent(world, NAME);
      // Without the image of the last run, its build is a step again.
      const bases = await docker('images', '-q', '--filter', 'label=dev.bulkhead.role=base');
      if (bases) await docker('rmi', '-f', ...bases.split('\n'));
    },
    async operate(world) {
      const spec = specIn(world);
      await world.done((window) => window.call('agent.create', { spec, verify: false, confirmed: [] }));
    },
    async state(world) {
      const agent = await world.agentNamed(NAME);
      return agent ? JSON.stringify(await filesOf(agent.id)) : 'nothing';
    },
  };
}
