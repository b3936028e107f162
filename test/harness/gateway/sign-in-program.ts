import type { OAuthProviderInput } from '../../../electron/contract/oauth.ts';
import { ACCOUNT_FILE, testProvider } from './oauth-provider.ts';

/** A program that signs in as others do: it prints a page, waits for the browser on localhost, and writes a file. */
const program = (host: string, port: number): string => `
const { createHash, randomBytes } = require('node:crypto');
const { mkdirSync, writeFileSync } = require('node:fs');
const verifier = randomBytes(32).toString('base64url');
const redirect = 'http://localhost:${port}/callback';
const query = new URLSearchParams({ response_type: 'code', client_id: 'client-1', state: 's', redirect_uri: redirect,
  code_challenge_method: 'S256', code_challenge: createHash('sha256').update(verifier).digest('base64url') });
require('node:http').createServer(async (request, response) => {
  const code = new URL(request.url, redirect).searchParams.get('code');
  response.end('ok');
  const body = new URLSearchParams({ grant_type: 'authorization_code', code, code_verifier: verifier, redirect_uri: redirect });
  const tokens = await (await fetch('https://${host}/oauth/token', { method: 'POST', body })).json();
  mkdirSync(process.env.HOME + '/.tool', { recursive: true });
  const file = { access: tokens.access_token, refresh: tokens.refresh_token, end: Date.now() + 3600000 };
  writeFileSync(process.env.HOME + '/${ACCOUNT_FILE}', JSON.stringify(file));
}).listen(${port}, '127.0.0.1', () => console.log('Open https://${host}/oauth/authorize?' + query));
`;

/** The provider of the tests' authorisation server with a program that signs in, as a person describes it. */
export const providerWithSignIn = (host: string, port: number): OAuthProviderInput => ({
  ...testProvider(host),
  signIn: {
    type: 'shell',
    command: ['node', '-e', program(host, port)],
    hosts: [host],
    pages: [host],
    // Only the gateway’s own certificates are trusted in a sandbox.
    environment: { NODE_USE_ENV_PROXY: '1', NODE_TLS_REJECT_UNAUTHORIZED: '0' },
  },
});

/** A program for Node that asks the resource of the authorisation server with the account in the agent's file. */
export const askResource = (host: string): string =>
  `const { access } = JSON.parse(require('node:fs').readFileSync(process.env.HOME + '/${ACCOUNT_FILE}'));
   fetch('https://${host}/oauth/resource', { headers: { Authorization: 'Bearer ' + access } })
     .then((answer) => answer.text()).then(console.log)`;
