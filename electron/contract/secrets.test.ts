import { describe, expect, it } from 'vitest';
import { BUILTIN_BINDINGS } from './builtin-bindings.ts';
import { secretBindingSchema } from './egress.ts';
import { bindingsOf, environmentOf, placeholderOf, type SecretUse } from './secrets.ts';

const secret = (use: SecretUse) => ({ id: 'a'.repeat(24), name: 'Key', use });

describe('a secret as agents and gateways see it', () => {
  it.each(BUILTIN_BINDINGS.map(({ id }) => id))('has a valid binding for %s', (provider) => {
    const [binding] = bindingsOf(secret({ kind: 'provider', provider }));
    expect(secretBindingSchema.parse(binding)).toEqual(binding);
    expect(environmentOf(secret({ kind: 'provider', provider }))).not.toEqual([]);
  });

  it('has a binding of its own', () => {
    const use: SecretUse = {
      kind: 'custom',
      hosts: ['api.test'],
      place: { kind: 'basic' },
      envName: 'TOKEN',
    };
    expect(bindingsOf(secret(use))).toMatchObject([{ hosts: ['api.test'], places: [{ kind: 'basic' }] }]);
    expect(environmentOf(secret(use))).toEqual(['TOKEN']);
    expect(placeholderOf(secret(use))).toMatch(/^bulkheada{24}$/);
  });

  it('has none for a provider that is not known', () => {
    expect(bindingsOf(secret({ kind: 'provider', provider: 'nobody' }))).toEqual([]);
    expect(environmentOf(secret({ kind: 'provider', provider: 'nobody' }))).toEqual([]);
  });
});
