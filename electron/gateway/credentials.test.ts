import { describe, expect, it } from 'vitest';
import { cpuMsOf } from '../../test/harness/cpu-time.ts';
import type { SecretBinding, SecretPlace } from '../contract/egress.ts';
import { Secret } from '../lib/secret.ts';
import { applyCredentials, type CredentialCarrier } from './credentials.ts';

const PLACEHOLDER = 'placeholder-0123456789';

function bind(places: SecretPlace[], more: Partial<SecretBinding> = {}): SecretBinding {
  return { secretId: 'id', name: 'Key', placeholder: PLACEHOLDER, hosts: ['a.com'], places, ...more };
}

function apply(
  binding: SecretBinding,
  carrier: Partial<CredentialCarrier>,
  value: string | undefined = 'real$&value',
) {
  const secret = value === undefined ? undefined : new Secret(value);
  return applyCredentials([binding], () => secret, { headers: [], pathAndQuery: '/', ...carrier });
}

describe('applyCredentials', () => {
  it('replaces a placeholder inside its header, literally, and only there', () => {
    const headers = [
      ['authorization', `Bearer ${PLACEHOLDER}`],
      ['X-Other', PLACEHOLDER],
    ] as const;
    const result = apply(bind([{ kind: 'header', name: 'Authorization' }]), { headers });
    expect(result).toMatchObject({
      ok: true,
      used: [{ secretId: 'id', name: 'Key' }],
      carrier: {
        headers: [
          ['authorization', 'Bearer real$&value'],
          ['X-Other', PLACEHOLDER],
        ],
      },
    });
  });

  it.each([
    [`Bearer head.claims.${PLACEHOLDER}`, 'Bearer real$&value'],
    [`Bearer ${PLACEHOLDER}`, 'Bearer real$&value'],
    [`Bearer claims.${PLACEHOLDER}`, 'Bearer claims.real$&value'],
    [`a.b.c.${PLACEHOLDER}, d.e.${PLACEHOLDER}.f`, 'a.real$&value, real$&value.f'],
    [`..${PLACEHOLDER}`, '..real$&value'],
  ])('replaces a whole token that ends in the placeholder: %s', (sent, filled) => {
    const result = apply(bind([{ kind: 'header', name: 'Authorization' }], { isJwt: true }), {
      headers: [['Authorization', sent]],
    });
    expect(result).toMatchObject({ carrier: { headers: [['Authorization', filled]] } });
  });

  it('takes little time for a long header with many placeholders', () => {
    const text = `${'a'.repeat(16_000)}.${`${PLACEHOLDER}.`.repeat(700)}`;
    const headers = [['Authorization', text]] as const;
    const binding = bind([{ kind: 'header', name: 'Authorization' }], { isJwt: true });
    expect(cpuMsOf(() => apply(binding, { headers }))).toBeLessThan(1_000);
  });

  it('leaves a request alone that brings its own credential or none', () => {
    const binding = bind([
      { kind: 'header', name: 'Authorization' },
      { kind: 'basic' },
      { kind: 'query', name: 'key' },
    ]);
    for (const headers of [
      [],
      [['Authorization', 'Bearer own'] as const],
      [['Authorization', 'Basic bad!'] as const],
    ]) {
      const carrier = { headers, pathAndQuery: '/?key=own' };
      expect(apply(binding, carrier)).toEqual({ ok: true, carrier, used: [] });
    }
  });

  it('sets a header with a format where the agent sent none, and does not overwrite one', () => {
    const binding = bind([{ kind: 'header', name: 'X-Key', format: 'Token {secret}' }]);
    expect(apply(binding, {})).toMatchObject({ carrier: { headers: [['X-Key', 'Token real$&value']] } });
    expect(apply(binding, { headers: [['x-key', 'own']] })).toMatchObject({
      carrier: { headers: [['x-key', 'own']] },
      used: [],
    });
  });

  it('replaces a query parameter, escaped', () => {
    const result = apply(bind([{ kind: 'query', name: 'key' }]), {
      pathAndQuery: `/v1?a=1&key=${PLACEHOLDER}&b=%20`,
    });
    expect(result).toMatchObject({ carrier: { pathAndQuery: '/v1?a=1&key=real%24%26value&b=%20' } });
  });

  it('replaces the password of basic authentication, as git sends it', () => {
    const encode = (text: string) => `Basic ${Buffer.from(text).toString('base64')}`;
    const result = apply(bind([{ kind: 'basic' }]), {
      headers: [['Authorization', encode(`x-access-token:${PLACEHOLDER}`)]],
    });
    expect(result).toMatchObject({
      carrier: { headers: [['Authorization', encode('x-access-token:real$&value')]] },
    });
  });

  it('refuses when a secret that is asked for is not there, and does not miss it otherwise', () => {
    const binding = bind([{ kind: 'header', name: 'Authorization' }]);
    const without = (headers: CredentialCarrier['headers']) =>
      applyCredentials([binding], () => undefined, { headers, pathAndQuery: '/' });
    expect(without([['Authorization', PLACEHOLDER]])).toEqual({
      ok: false,
      missing: { secretId: 'id', name: 'Key' },
    });
    expect(without([['Authorization', 'own']])).toMatchObject({ ok: true });
  });
});
