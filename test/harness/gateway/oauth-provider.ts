import type { OAuthProviderInput } from '../../../electron/contract/oauth.ts';

/** The file in which the provider's program keeps its account, below a home. */
export const ACCOUNT_FILE = '.tool/auth.json';

/** A provider at the tests' authorisation server (`oauth-server.mjs`), as a person describes it. */
export function testProvider(host: string): OAuthProviderInput {
  return {
    hosts: [host],
    places: [{ kind: 'header', name: 'Authorization' }],
    tokenEndpoints: [{ host, path: '/oauth/token' }],
    clientId: 'client-1',
    access: { kind: 'text', prefix: 'at-' },
    refresh: { kind: 'text', prefix: 'rt-' },
    files: [
      { path: ACCOUNT_FILE, content: { access: '{access}', refresh: '{refresh}', end: '{expiresMs}' } },
    ],
  };
}
