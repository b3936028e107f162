import { expect, it } from 'vitest';
import { credentialsFor } from './credentials-for-type.ts';

const secret = (id: string, provider: string) => ({ id, use: { kind: 'provider' as const, provider } });
const type = {
  credentials: [
    { provider: 'anthropic', without: 'It asks you to sign in.' },
    { provider: 'openai', variable: 'KEY' },
  ],
};

it('chooses the first credential of each provider that the type uses', () => {
  const secrets = [
    secret('a', 'github'),
    secret('b', 'anthropic'),
    secret('c', 'anthropic'),
    secret('d', 'openai'),
  ];
  expect(credentialsFor(type, secrets)).toEqual([
    { secretId: 'b', delivery: 'gateway' },
    { secretId: 'd', delivery: 'gateway', envName: 'KEY' },
  ]);
});
