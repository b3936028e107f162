import { rootCertificates } from 'node:tls';
import { expect, it } from 'vitest';
import { trustBundle } from './trust.ts';

const pem = (text: string) => `-----BEGIN CERTIFICATE-----\n${text}\n-----END CERTIFICATE-----\n`;

it('adds the authority to those of the image', () => {
  expect(trustBundle(pem('image'), pem('ours'))).toBe(pem('image') + pem('ours'));
});

it('takes the public authorities for an image that has none', () => {
  const bundle = trustBundle('', pem('ours'));
  expect(bundle.startsWith(rootCertificates[0] ?? '?')).toBe(true);
  expect(bundle.endsWith(pem('ours'))).toBe(true);
});
