import type { CallHandlers } from '../rpc/handlers.ts';
import type { EgressService } from './egress-service.ts';

export function createEgressHandlers(
  egress: EgressService,
): Pick<CallHandlers, 'egress.state' | 'egress.set'> {
  return {
    'egress.state': ({ agentId }) => egress.state(agentId),
    'egress.set': ({ agentId, egress: wanted }) => egress.set(agentId, wanted),
  };
}
