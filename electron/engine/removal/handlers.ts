import type { EngineConnection } from '../docker/connection.ts';
import type { Operations } from '../operations/operations.ts';
import { stopEach } from '../rpc/area.ts';
import type { Broadcast, CallHandlers } from '../rpc/handlers.ts';
import type { Leftovers } from './leftovers.ts';
import type { AgentRemoval } from './removal.ts';

type RemovalHandlers = Pick<
  CallHandlers,
  'agent.removal' | 'agent.remove' | 'leftovers.list' | 'leftovers.clean-up'
>;

export function createRemovalHandlers(deps: {
  removal: AgentRemoval;
  leftovers: Leftovers;
}): RemovalHandlers {
  return {
    'agent.removal': ({ agentId }, signal) => deps.removal.preview(agentId, signal),
    'agent.remove': ({ agentId, deleteWorkspace }) => deps.removal.remove(agentId, deleteWorkspace),
    'leftovers.list': (_, signal) => deps.leftovers.list(signal),
    'leftovers.clean-up': ({ agentId }, signal) => deps.leftovers.cleanUp(agentId, signal),
  };
}

/** Tells windows to ask again, because another engine, or a finished operation, may have other leftovers. */
export function broadcastLeftovers(
  deps: { connection: EngineConnection; operations: Operations },
  broadcast: Broadcast,
): () => void {
  return stopEach(
    deps.connection.onChange((state) => {
      if (state.status === 'connected') broadcast('leftovers.changed', {});
    }),
    deps.operations.onChange((operation) => {
      if (operation.finishedAt !== undefined) broadcast('leftovers.changed', {});
    }),
  );
}
