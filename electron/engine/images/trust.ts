import { createHash } from 'node:crypto';
import { rootCertificates } from 'node:tls';

/** Path of the agent's certificate bundle: the public authorities and the installation's own. */
export const TRUST_PATH = '/etc/bulkhead/ca-bundle.pem';

/** Path of the bundle in a type's image: the public authorities and those of the person's organisation. */
export const HOST_TRUST_PATH = '/etc/bulkhead/host-ca.pem';

/** Paths of the public authorities in images: Debian and Alpine, Fedora, SUSE. Regular files, no links. */
export const IMAGE_ROOTS_PATHS = [
  HOST_TRUST_PATH,
  '/etc/ssl/certs/ca-certificates.crt',
  '/etc/pki/ca-trust/extracted/pem/tls-ca-bundle.pem',
  '/var/lib/ca-certificates/ca-bundle.pem',
] as const;

/** Variables that make Node, OpenSSL, Python's requests, curl and git read a bundle. */
export const TRUST_NAMES = [
  'NODE_EXTRA_CA_CERTS',
  'SSL_CERT_FILE',
  'REQUESTS_CA_BUNDLE',
  'CURL_CA_BUNDLE',
  'GIT_SSL_CAINFO',
] as const;

export const TRUST_ENVIRONMENT: readonly (readonly [name: string, value: string])[] = TRUST_NAMES.map(
  (name) => [name, TRUST_PATH] as const,
);

/** Label value that identifies the authority a container trusts. */
export function authorityMark(authorityPem: string): string {
  return createHash('sha256').update(authorityPem).digest('hex').slice(0, 16);
}

/** Bundles one authority with the image's own, or with Mozilla's (as Node has them) when the image has none. */
export function trustBundle(imageRootsPem: string, authorityPem: string): string {
  const roots = imageRootsPem.includes('-----BEGIN CERTIFICATE-----')
    ? imageRootsPem.trimEnd()
    : rootCertificates.join('\n');
  return `${roots}\n${authorityPem.trimEnd()}\n`;
}
