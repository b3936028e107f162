import { expect, it } from 'vitest';
import { missingCredential, proposedSecretName } from './type-credentials.ts';

const secret = (id: string, provider: string) => ({ id, use: { kind: 'provider' as const, provider } });
const type = {
  credentials: [
    { provider: 'anthropic', without: 'It asks you to sign in.' },
    { provider: 'openai', variable: 'KEY' },
  ],
};

it('offers to add one only when the agent has none of its type', () => {
  expect(missingCredential(type, [], [])).toMatchObject({ provider: 'anthropic', name: 'Anthropic' });
  expect(
    missingCredential(type, [secret('a', 'github')], [{ secretId: 'a', delivery: 'gateway' }]),
  ).toBeDefined();
  expect(
    missingCredential(type, [secret('d', 'openai')], [{ secretId: 'd', delivery: 'gateway' }]),
  ).toBeUndefined();
  expect(missingCredential({ credentials: [] }, [], [])).toBeUndefined();
});

it('offers the subscriptions that serve the same program, where one can sign in to them', () => {
  const claude = { credentials: [{ provider: 'anthropic', account: 'claude' }] };
  expect(missingCredential(claude, [], [])?.accounts).toEqual([{ id: 'claude', name: 'Claude' }]);
  const openCode = { credentials: [{ provider: 'anthropic' }, { provider: 'copilot' }] };
  expect(missingCredential(openCode, [], [])).toMatchObject({
    provider: 'anthropic',
    accounts: [{ id: 'copilot', name: 'GitHub Copilot' }],
  });
  expect(missingCredential(type, [], [])?.accounts).toEqual([]);
});

it('proposes a name that no other secret has', () => {
  expect(proposedSecretName('anthropic', ['Work key'])).toBe('Anthropic');
  expect(proposedSecretName('anthropic', ['anthropic', 'Anthropic 2'])).toBe('Anthropic 3');
  expect(proposedSecretName('claude', [])).toBe('Claude');
});
