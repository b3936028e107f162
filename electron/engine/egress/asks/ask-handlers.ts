import type { Broadcast, CallHandlers } from '../../rpc/handlers.ts';
import type { Asks } from './asks.ts';

export function createAskHandlers(asks: Asks): Pick<CallHandlers, 'asks.list' | 'asks.answer' | 'asks.mute'> {
  return {
    'asks.list': () => asks.list(),
    'asks.answer': async ({ agentId, cardIds, allow }) => ({
      answered: await asks.answer(agentId, cardIds, allow),
    }),
    'asks.mute': async ({ agentId, muted, ...target }) => {
      await asks.mute(agentId, target, muted);
      return {};
    },
  };
}

export function broadcastAsks(asks: Asks, broadcast: Broadcast): () => void {
  return asks.changed.on((change) => broadcast('asks.changed', change));
}
