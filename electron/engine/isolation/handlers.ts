import type { EngineFacts } from '../../contract/engine.ts';
import type { AgentDirectory } from '../agents/directory.ts';
import type { ImageInspect } from '../docker/api.ts';
import type { Engine } from '../docker/engine.ts';
import type { CallHandlers } from '../rpc/handlers.ts';
import { details } from './details.ts';
import { networksOf, unlessGone } from './networks-of.ts';
import { posture } from './posture.ts';

export interface IsolationDeps {
  engine(): Engine;
  facts(): EngineFacts;
  directory: AgentDirectory;
}

export function isolationHandlers(
  deps: IsolationDeps,
): Pick<CallHandlers, 'agent.posture' | 'agent.details'> {
  const inspect = (agentId: string, signal: AbortSignal) =>
    deps.engine().inspectContainer(deps.directory.get(agentId).containerId, { signal });
  return {
    'agent.posture': async ({ agentId }, signal) => {
      const inspected = await inspect(agentId, signal);
      return posture(inspected, await networksOf(deps.engine(), inspected, signal), deps.facts());
    },
    'agent.details': async ({ agentId }, signal) => {
      const inspected = await inspect(agentId, signal);
      const [networks, image] = await Promise.all([
        networksOf(deps.engine(), inspected, signal),
        unlessGone<ImageInspect>(deps.engine().inspectImage(inspected.Image, { signal })),
      ]);
      return details(inspected, image ?? null, networks, deps.facts());
    },
  };
}
