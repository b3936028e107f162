import { expect, it } from 'vitest';
import { bindingsOf, placeholderOf, type SecretRecord, secretUseSchema } from '../contract/secrets.ts';
import { Secret } from '../lib/secret.ts';
import { applyCredentials, unfilledIn } from './credentials.ts';

const VALUE = 'real$&token';
const basic = (text: string) => `Basic ${Buffer.from(text).toString('base64')}`;

function secretOf(kind: string): Pick<SecretRecord, 'id' | 'name' | 'use'> {
  const registry = { kind, url: 'https://packages.test/', user: 'ci', nameInProject: 'us' };
  const use = secretUseSchema.parse({ kind: 'registry', registry, envName: 'TOKEN' });
  return { id: '0123456789abcdef01234567', name: 'Packages', use };
}

/**
 * Requests as programs sent them with the files of a new home (`engine/home/registry-files.ts`) and a server that asked
 * for a login: npm 11.19, pip 23.2, Cargo 1.95, Maven 3.8.7, Skopeo 1.9.3.
 */
it.each([
  ['npm', '/npm/@company%2flib', (value: string) => `Bearer ${value}`],
  ['npm', '/npm/@company%2flib', (value: string) => basic(`ci:${value}`)],
  ['pypi', '/simple/company-lib/', (value: string) => basic(`__token__:${value}`)],
  ['cargo', '/cargo/config.json', (value: string) => value],
  ['cargo', '/cargo/3/l/lib', (value: string) => value],
  ['maven', '/maven/company/parent/1/parent-1.pom', (value: string) => basic(`ci:${value}`)],
  [
    'containers',
    '/token?account=ci&scope=repository%3Acompany%2Fapp%3Apull&service=registry',
    (value: string) => basic(`ci:${value}`),
  ],
])('%s: a request for %s gets the token', (kind, pathAndQuery, header) => {
  const secret = secretOf(kind);
  const sent = { headers: [['Authorization', header(placeholderOf(secret))] as const], pathAndQuery };
  const filled = applyCredentials(bindingsOf(secret), () => new Secret(VALUE), sent);
  expect(filled).toMatchObject({
    ok: true,
    carrier: { headers: [['Authorization', header(VALUE)]], pathAndQuery },
    used: [{ name: 'Packages' }],
  });
});

it('leaves a container registry’s own token alone', () => {
  const carrier = {
    headers: [['Authorization', 'Bearer derived'] as const],
    pathAndQuery: '/v2/company/app/manifests/1',
  };
  const bindings = bindingsOf(secretOf('containers'));
  expect(applyCredentials(bindings, () => undefined, carrier)).toEqual({ ok: true, carrier, used: [] });
});

it('reports a placeholder in another place, as twice encoded passwords are', () => {
  const secret = secretOf('npm');
  const header = basic(Buffer.from(`ci:${placeholderOf(secret)}`).toString('base64'));
  const carrier = { headers: [['Authorization', header] as const], pathAndQuery: '/' };
  expect(applyCredentials(bindingsOf(secret), () => undefined, carrier)).toEqual({
    ok: true,
    carrier,
    used: [],
  });
  expect(unfilledIn(bindingsOf(secret), carrier)).toEqual(['Packages']);
});
