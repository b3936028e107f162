import type { EngineFacts } from '../../contract/engine.ts';
import type { AgentDirectory } from '../directory/directory.ts';
import type { Engine } from '../docker/engine.ts';
import type { ImageInspect } from '../docker/image-api.ts';
import { networksOf, unlessGone } from '../docker/networks-of.ts';
import type { CallHandlers } from '../rpc/handlers.ts';
import { details } from './details.ts';

/** Describes what the engine reports of an agent's container. */
export function createDetails(deps: { engine(): Engine; facts(): EngineFacts; directory: AgentDirectory }): {
  calls: Pick<CallHandlers, 'agent.details'>;
} {
  return {
    calls: {
      'agent.details': async ({ agentId }, signal) => {
        const engine = deps.engine();
        const { containerId, spec } = deps.directory.get(agentId);
        const inspected = await engine.inspectContainer(containerId, { signal });
        const chosen = spec?.image;
        const [networks, image] = await Promise.all([
          networksOf(engine, inspected, signal),
          unlessGone<ImageInspect>(engine.inspectImage(chosen ?? inspected.Image, { signal })),
        ]);
        return details(inspected, image ?? null, networks, deps.facts(), chosen);
      },
    },
  };
}
