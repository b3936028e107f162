import { expect, it } from 'vitest';
import { UsageError } from './exit-code.ts';
import { type SecretOptions, sourceOf, useOf } from './secret-change.ts';

const options = (more: Partial<SecretOptions> = {}): SecretOptions => ({ host: [], scope: [], ...more });
const anthropic = { kind: 'provider', provider: 'anthropic' } as const;

it('takes the hosts of a provider, of the options, or of the present secret', () => {
  expect(useOf(options({ provider: 'anthropic' }), undefined)).toEqual(anthropic);
  expect(useOf(options({ provider: 'claude' }), undefined)).toEqual({ kind: 'oauth', provider: 'claude' });
  expect(useOf(options({ host: ['api.test'], env: 'API_KEY' }), anthropic)).toEqual({
    kind: 'custom',
    hosts: ['api.test'],
    place: { kind: 'header', name: 'Authorization' },
    envName: 'API_KEY',
  });
  expect(useOf(options(), anthropic)).toEqual(anthropic);
});

it('takes a package registry with what its kind usually has', () => {
  const url = 'https://npm.test:8443/';
  expect(useOf(options({ registry: 'npm', url, scope: ['@me'] }), undefined)).toMatchObject({
    kind: 'registry',
    registry: { kind: 'npm', url, user: '', scopes: ['@me'] },
    envName: 'NPM_TOKEN',
  });
  const crates = options({ registry: 'cargo', url, nameInProject: 'my-crates', host: ['dl.test'] });
  expect(useOf(crates, undefined)).toMatchObject({
    registry: { nameInProject: 'my-crates', moreHosts: ['dl.test'] },
    envName: 'CARGO_REGISTRIES_MY_CRATES_TOKEN',
  });
});

it.each([
  options(),
  options({ registry: 'npm', provider: 'github' }),
  options({ registry: 'deb', url: 'https://deb.test/' }),
  options({ registry: 'pypi' }),
  options({ registry: 'maven', url: 'https://maven.test/', user: 'me' }),
  options({ url: 'https://npm.test/', host: ['npm.test'], env: 'TOKEN' }),
  options({ provider: 'nobody' }),
  options({ provider: 'anthropic', host: ['api.test'] }),
  options({ host: ['api.test'] }),
  options({ header: 'X-Key' }),
])('refuses what says nothing or two things: %j', (given) => {
  expect(() => useOf(given, undefined)).toThrow(UsageError);
});

it('takes a value from one place, which is typing unless another is named', () => {
  expect(sourceOf(options())).toEqual({ kind: 'typed' });
  expect(sourceOf(options({ fromEnv: 'KEY' }))).toEqual({ kind: 'environment', variable: 'KEY' });
  expect(() => sourceOf(options({ fromEnv: 'KEY', fromFile: '/key' }))).toThrow(UsageError);
});
