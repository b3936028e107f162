import { describe, expect, it } from 'vitest';
import { BUILTIN_BINDINGS } from './builtin-bindings.ts';
import { secretBindingSchema } from './egress.ts';

describe('BUILTIN_BINDINGS', () => {
  it.each(BUILTIN_BINDINGS)('$name makes a valid binding of exact hosts', (builtin) => {
    const placeholder = `${builtin.placeholderPrefix}BULKHEAD0123456789`;
    const { hosts, places } = builtin;
    const binding = secretBindingSchema.parse({
      secretId: 's',
      name: builtin.name,
      placeholder,
      hosts,
      places,
    });
    expect(binding.hosts).toEqual(hosts);
    expect(hosts.join()).not.toContain('*');
    expect(builtin.environment.length).toBeGreaterThan(0);
  });
});
