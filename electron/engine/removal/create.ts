import type { EngineConnection } from '../docker/connection.ts';
import type { Broadcast } from '../rpc/handlers.ts';
import { broadcastLeftovers, createRemovalHandlers } from './handlers.ts';
import { Leftovers } from './leftovers.ts';
import { AgentRemoval, type AgentRemovalOptions } from './removal.ts';

/** Removes agents, and leftovers of interrupted operations, from the engine. */
export function createRemoval(deps: AgentRemovalOptions & { connection: EngineConnection }) {
  const removal = new AgentRemoval(deps);
  const leftovers = new Leftovers(deps);
  return {
    removal,
    calls: createRemovalHandlers({ removal, leftovers }),
    broadcast: (broadcast: Broadcast) => broadcastLeftovers(deps, broadcast),
  };
}
