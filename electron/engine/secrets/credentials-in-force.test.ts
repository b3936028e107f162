import { describe, expect, it } from 'vitest';
import type { SecretReference } from '../../contract/agent-spec.ts';
import { placeholderOf, type SecretRecord } from '../../contract/secrets.ts';
import { keepsValues, recreationReasons } from './credentials-in-force.ts';

const OPENAI: SecretRecord = {
  id: 'a'.repeat(24),
  name: 'Work',
  use: { kind: 'provider', provider: 'openai' },
  source: { kind: 'typed' },
  revision: 1,
};
const by = (delivery: SecretReference['delivery']): SecretReference[] => [{ secretId: OPENAI.id, delivery }];
const reasons = (change: Partial<Parameters<typeof recreationReasons>[0]>) =>
  recreationReasons({
    references: [],
    created: [],
    known: [OPENAI],
    environment: [],
    takesFiles: true,
    trusts: true,
    ...change,
  });

describe('recreationReasons', () => {
  it('has none when everything is in force', () => {
    const environment = [`OPENAI_API_KEY=${placeholderOf(OPENAI)}`];
    expect(reasons({ references: by('gateway'), environment })).toEqual([]);
    expect(reasons({ references: by('file') })).toEqual([]);
    expect(
      reasons({
        references: by('environment'),
        created: by('environment'),
        environment: ['OPENAI_API_KEY=x'],
      }),
    ).toEqual([]);
  });

  it.each([
    [{ references: by('gateway') }, ['OPENAI_API_KEY with the placeholder of “Work”']],
    [{ references: by('environment') }, ['OPENAI_API_KEY with the value of “Work”']],
    [{ references: by('file'), takesFiles: false }, ['/run/secrets in memory']],
    [{ created: by('environment') }, ['no value of “Work” in the environment, where it still is']],
    [
      { created: by('environment'), known: [] },
      ['no value of a removed secret in the environment, where it still is'],
    ],
    [
      { references: by('gateway'), trusts: false, environment: [`OPENAI_API_KEY=${placeholderOf(OPENAI)}`] },
      ['trust in the certificates that the gateway makes'],
    ],
  ])('of %j are %j', (change, expected) => expect(reasons(change)).toEqual(expected));
});

it('tells containers whose snapshot would hold a value', () => {
  expect(keepsValues(by('environment'))).toBe(true);
  expect(keepsValues(by('file'))).toBe(false);
});
