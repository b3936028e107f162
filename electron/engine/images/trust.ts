import { createHash } from 'node:crypto';
import { rootCertificates } from 'node:tls';

/** Where an agent finds whom to trust: the public authorities and the installation's own. */
export const TRUST_PATH = '/etc/bulkhead/ca-bundle.pem';

/** Where a type's image keeps the public authorities with those of the person's organisation. */
export const HOST_TRUST_PATH = '/etc/bulkhead/host-ca.pem';

/** Where images keep the public authorities: Debian and Alpine, Fedora, SUSE. Regular files, no links. */
export const IMAGE_ROOTS_PATHS = [
  HOST_TRUST_PATH,
  '/etc/ssl/certs/ca-certificates.crt',
  '/etc/pki/ca-trust/extracted/pem/tls-ca-bundle.pem',
  '/var/lib/ca-certificates/ca-bundle.pem',
] as const;

/** What makes Node, OpenSSL, Python's requests, curl and git read a bundle. */
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

/** What a label says of the authority that a container trusts. */
export function authorityMark(authorityPem: string): string {
  return createHash('sha256').update(authorityPem).digest('hex').slice(0, 16);
}

/** The image's own authorities, or Mozilla's (as Node has them) for an image without any, and one more. */
export function trustBundle(imageRootsPem: string, authorityPem: string): string {
  const roots = imageRootsPem.includes('-----BEGIN CERTIFICATE-----')
    ? imageRootsPem.trimEnd()
    : rootCertificates.join('\n');
  return `${roots}\n${authorityPem.trimEnd()}\n`;
}
