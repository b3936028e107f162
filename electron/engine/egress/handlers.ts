import type { Broadcast, CallHandlers } from '../rpc/handlers.ts';
import type { EgressService } from './egress-service.ts';

export function createEgressHandlers(
  egress: EgressService,
): Pick<CallHandlers, 'egress.list' | 'egress.state' | 'egress.set'> {
  return {
    'egress.list': () => egress.list(),
    'egress.state': ({ agentId }) => egress.state(agentId),
    'egress.set': ({ agentId, egress: wanted }) => egress.set(agentId, wanted),
  };
}

export function broadcastEgress(egress: EgressService, broadcast: Broadcast): () => void {
  return egress.onChange((change) => broadcast('egress.changed', change));
}
