import { describe, expect, it } from 'vitest';
import type { SecretRecord } from '../../contract/secrets.ts';
import { agentCredentials, checkCredentials } from './agent-credentials.ts';
import { noSecrets } from './no-secrets.ts';

const secret = (letter: string, name: string): SecretRecord => ({
  id: letter.repeat(24),
  name,
  use: { kind: 'provider', provider: 'openai' },
  source: { kind: 'typed' },
  revision: 1,
});
const known = [secret('a', 'Work'), secret('b', 'Home')];
const reference = (letter: string, envName?: string) => ({
  secretId: letter.repeat(24),
  delivery: 'gateway' as const,
  ...(envName ? { envName } : {}),
});

describe('checkCredentials', () => {
  it.each([
    [[reference('c')], [], 'no longer exists'],
    [[reference('a'), reference('b')], [], '“Work” and “Home” are both for OPENAI_API_KEY'],
    [[reference('a')], [{ name: 'OPENAI_API_KEY', value: 'x' }], 'would hide the credential “Work”'],
  ])('refuses %j with %j: %s', (secrets, env, message) => {
    expect(() => checkCredentials({ secrets, env }, known)).toThrow(message);
  });

  it('takes two under names of their own', () => {
    expect(() =>
      checkCredentials({ secrets: [reference('a'), reference('b', 'OTHER_KEY')], env: [] }, known),
    ).not.toThrow();
  });
});

describe('agentCredentials', () => {
  const keeper = {
    ...noSecrets,
    list: () => known,
    authority: async () => ({ certificatePem: 'PEM', privateKey: { reveal: () => '' } as never }),
  };

  it('is nothing where nobody keeps an authority', async () => {
    expect(await agentCredentials({ secrets: [], env: [] }, noSecrets)).toBeUndefined();
  });

  it('lets an agent without credentials trust the authority as well', async () => {
    const authority = { environment: {}, authorityPem: 'PEM' };
    expect(await agentCredentials({ secrets: [], env: [] }, keeper)).toEqual(authority);
  });

  it('leaves out what was removed', async () => {
    expect(await agentCredentials({ secrets: [reference('a'), reference('c')], env: [] }, keeper)).toEqual({
      environment: { OPENAI_API_KEY: `sk-proj-bulkhead${'a'.repeat(24)}` },
      authorityPem: 'PEM',
    });
  });
});
