import { credentialHandlers } from './handlers.ts';
import { LiveCredentials, type LiveCredentialsOptions } from './live-credentials.ts';

/** The credentials of agents that live. */
export function createCredentials(deps: LiveCredentialsOptions) {
  return { calls: credentialHandlers(new LiveCredentials(deps)) };
}
