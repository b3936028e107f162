import { createHash, X509Certificate } from 'node:crypto';
import { certificatesIn } from '../../lib/pem.ts';

/** Java's own default for `cacerts`; it guards nothing, since the certificates are public. */
export const JAVA_STORE_PASSWORD = 'changeit';

const MAGIC = 0xfeedfeed;
const VERSION = 2;
const TRUSTED_CERTIFICATE = 2;
/** Part of the digest in every key store of this format. */
const SALT = 'Mighty Aphrodite';

/** The certificates of a PEM text, as DER; those that cannot be read are left out. */
export function certificatesOf(pem: string): Buffer[] {
  return certificatesIn(pem).flatMap((block) => {
    try {
      return [new X509Certificate(block).raw];
    } catch {
      // Bundles of old systems hold certificates that OpenSSL does not read; Java would not either.
      return [];
    }
  });
}

/**
 * A Java key store (JKS) that trusts these certificates; every Java reads the format, whatever type it is told. Its
 * layout is that of `sun.security.provider.JavaKeyStore`. The same certificates give the same bytes.
 */
export function javaTrustStore(pem: string): Buffer {
  const certificates = certificatesOf(pem);
  const entries = certificates.flatMap((der, index) => [
    int(TRUSTED_CERTIFICATE),
    text(`ca-${index}`),
    // The time of creation, which nothing reads.
    Buffer.alloc(8),
    text('X.509'),
    int(der.length),
    der,
  ]);
  const content = Buffer.concat([int(MAGIC), int(VERSION), int(certificates.length), ...entries]);
  const password = Buffer.from(JAVA_STORE_PASSWORD, 'utf16le').swap16();
  const digest = createHash('sha1').update(password).update(SALT).update(content).digest();
  return Buffer.concat([content, digest]);
}

function int(value: number): Buffer {
  const bytes = Buffer.alloc(4);
  bytes.writeUInt32BE(value);
  return bytes;
}

/** A text with its length before it, as `DataOutputStream.writeUTF` writes ASCII. */
function text(value: string): Buffer {
  const bytes = Buffer.from(value, 'latin1');
  const length = Buffer.alloc(2);
  length.writeUInt16BE(bytes.length);
  return Buffer.concat([length, bytes]);
}
