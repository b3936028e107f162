import { createHash } from 'node:crypto';
import { rootCertificates } from 'node:tls';
import { expect, it } from 'vitest';
import { certificatesOf, javaTrustStore } from './java-trust-store.ts';

const [one = '', two = ''] = rootCertificates;

it('writes the certificates as Java’s own format has them, with a digest over all of it', () => {
  const store = javaTrustStore(
    `${one}\n${two}\n-----BEGIN CERTIFICATE-----\nbroken\n-----END CERTIFICATE-----\n`,
  );
  expect(store.subarray(0, 12).toString('hex')).toBe('feedfeed0000000200000002');
  const [first] = certificatesOf(one);
  const length = first?.length ?? 0;
  // The tag, the alias "ca-0", the time and "X.509" come before the length of a certificate.
  const at = 12 + 4 + 2 + 4 + 8 + 2 + 5;
  expect(store.readUInt32BE(at)).toBe(length);
  expect(store.subarray(at + 4, at + 4 + length).equals(first ?? Buffer.alloc(0))).toBe(true);
  const digest = createHash('sha1')
    .update(Buffer.from('\0c\0h\0a\0n\0g\0e\0i\0t', 'latin1'))
    .update('Mighty Aphrodite')
    .update(store.subarray(0, -20))
    .digest();
  expect(store.subarray(-20).equals(digest)).toBe(true);
});
