import { expect, it } from 'vitest';
import { UsageError } from './exit-code.ts';
import { type SecretOptions, sourceOf, useOf } from './secret-change.ts';

const options = (more: Partial<SecretOptions> = {}): SecretOptions => ({ host: [], ...more });
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

it.each([
  options(),
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
