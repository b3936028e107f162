import { credentialHandlers } from './handlers.ts';
import { LiveCredentials, type LiveCredentialsOptions } from './live-credentials.ts';

/** Credentials of existing agents. */
export function createCredentials(deps: LiveCredentialsOptions) {
  return { calls: credentialHandlers(new LiveCredentials(deps)) };
}
