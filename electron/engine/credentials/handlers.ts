import type { CallHandlers } from '../rpc/handlers.ts';
import type { LiveCredentials } from './live-credentials.ts';

/** The part of the contract about credentials of existing agents. */
export function credentialHandlers(
  credentials: LiveCredentials,
): Pick<CallHandlers, 'agent.credentials' | 'agent.set-credentials'> {
  return {
    'agent.credentials': ({ agentId }, signal) => credentials.state(agentId, signal),
    'agent.set-credentials': ({ agentId, secrets }, signal) => credentials.set(agentId, secrets, signal),
  };
}
