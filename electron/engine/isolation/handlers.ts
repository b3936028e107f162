import type { EngineFacts } from '../../contract/engine.ts';
import { AppFailure } from '../../contract/error.ts';
import type { AgentDirectory } from '../agents/directory.ts';
import type { ContainerInspect, ImageInspect, NetworkInspect } from '../docker/api.ts';
import type { Engine } from '../docker/engine.ts';
import type { CallHandlers } from '../rpc/handlers.ts';
import { details } from './details.ts';
import { posture } from './posture.ts';

export interface IsolationDeps {
  engine(): Engine;
  facts(): EngineFacts;
  directory: AgentDirectory;
}

/** undefined for what the engine no longer has; every other failure stays one. */
async function unlessGone<T>(asked: Promise<T>): Promise<T | undefined> {
  try {
    return await asked;
  } catch (error) {
    if (error instanceof AppFailure && ['not-found', 'image-not-found'].includes(error.error.type))
      return undefined;
    throw error;
  }
}

/** The networks that a container is on, as the engine describes them; one removed meanwhile is left out. */
export async function networksOf(
  engine: Engine,
  inspect: ContainerInspect,
  signal: AbortSignal,
): Promise<NetworkInspect[]> {
  const ids = Object.entries(inspect.NetworkSettings.Networks).map(
    ([name, endpoint]) => endpoint.NetworkID || name,
  );
  const found = await Promise.all(ids.map((id) => unlessGone(engine.inspectNetwork(id, { signal }))));
  return found.filter((network) => network !== undefined);
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
