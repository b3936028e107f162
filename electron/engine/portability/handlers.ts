import { join } from 'node:path';
import type { EngineFacts } from '../../contract/engine.ts';
import type { AgentTypes } from '../agent-types/agent-types.ts';
import { subnetOf } from '../objects/subnet.ts';
import { type ExistingAgentDeps, readExistingAgent } from '../records/existing-agent.ts';
import type { CallHandlers } from '../rpc/handlers.ts';
import { compile } from '../sandbox/compile.ts';
import type { Machine } from '../workspace/machine.ts';
import { composeFile } from './compose.ts';
import { readProjectFile } from './project-file.ts';
import { newSampleProject } from './sample-project.ts';

/** Placeholder for the agent's own subnet: a Compose project creates its own network. */
const ANY_SUBNET = subnetOf('10.255.255.0/29');

export interface PortabilityDeps extends ExistingAgentDeps {
  facts(): EngineFacts;
  machine: Pick<Machine, 'person'>;
  types: Pick<AgentTypes, 'plan'>;
  version: string;
  assetsPath: string;
  dataPath: string;
}

export function createPortabilityHandlers(
  deps: PortabilityDeps,
): Pick<CallHandlers, 'agent.compose' | 'project.read' | 'project.sample'> {
  return {
    'agent.compose': async ({ agentId }, signal) => {
      const { spec, inspect } = await readExistingAgent(deps, agentId, signal);
      if (!ANY_SUBNET) throw new Error('not a subnet');
      const compiled = compile(spec, deps.facts(), {
        agentId,
        version: deps.version,
        person: deps.machine.person,
        subnet: ANY_SUBNET,
        ...(spec.isolation.seccomp.kind === 'default' ? {} : { seccompProfile: '' }),
      });
      // Uses the container's own values, because its masks and its user were decided at its creation.
      compiled.container.User = inspect.Config.User;
      compiled.container.HostConfig.Mounts = inspect.HostConfig.Mounts ?? [];
      return composeFile(spec, compiled, await deps.types.plan(spec.type));
    },
    'project.read': ({ path }) => readProjectFile(path),
    'project.sample': async () => ({
      path: await newSampleProject(deps.assetsPath, join(deps.dataPath, 'samples')),
    }),
  };
}
