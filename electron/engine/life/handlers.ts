import type { AgentDirectory } from '../directory/directory.ts';
import type { Broadcast, CallHandlers } from '../rpc/handlers.ts';
import type { LifeService } from './life-service.ts';

export function createLifeHandlers(deps: {
  life: LifeService;
  directory: Pick<AgentDirectory, 'list'>;
}): Pick<CallHandlers, 'life.list' | 'life.set'> {
  const { life, directory } = deps;
  return {
    'life.list': async () => {
      await life.ready();
      return Object.fromEntries(directory.list().agents.map((agent) => [agent.id, life.lifeOf(agent)]));
    },
    'life.set': async ({ agentId, life: requested }) => {
      await life.set(agentId, requested);
      return {};
    },
  };
}

export function broadcastLife(life: LifeService, broadcast: Broadcast): () => void {
  return life.changed.on(() => broadcast('life.changed', {}));
}
