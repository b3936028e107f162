import { createHash } from 'node:crypto';
import { rootCertificates } from 'node:tls';

/** Path of the agent's certificate bundle: the public authorities and the installation's own. */
export const TRUST_PATH = '/etc/bulkhead/ca-bundle.pem';

/** Path of the bundle in a type's image: the public authorities and those of the person's organisation. */
export const HOST_TRUST_PATH = '/etc/bulkhead/host-ca.pem';

/** Path of the same bundle as a Java key store. */
export const JAVA_TRUST_PATH = '/etc/bulkhead/ca-bundle.jks';

/** Paths of Java key stores in images: Debian, Fedora. */
export const JAVA_STORE_PATHS = [
  '/etc/ssl/certs/java/cacerts',
  '/etc/pki/ca-trust/extracted/java/cacerts',
] as const;

/** Folders of a machine's own authorities, from which tools make the bundles: Debian and Alpine, Fedora, SUSE, Arch. */
export const ANCHOR_FOLDERS = [
  '/usr/local/share/ca-certificates',
  '/etc/pki/ca-trust/source/anchors',
  '/etc/pki/trust/anchors',
  '/etc/ca-certificates/trust-source/anchors',
] as const;

/**
 * Paths by which programs open the public authorities: Debian, Alpine and Go; Fedora; SUSE; Alpine and Arch; Nix;
 * Debian's OpenSSL; Conda. Some are links in some images, to a file that is not in this list.
 */
export const IMAGE_ROOTS_PATHS = [
  HOST_TRUST_PATH,
  '/etc/ssl/certs/ca-certificates.crt',
  '/etc/pki/ca-trust/extracted/pem/tls-ca-bundle.pem',
  '/etc/pki/tls/certs/ca-bundle.crt',
  '/var/lib/ca-certificates/ca-bundle.pem',
  '/etc/ssl/cert.pem',
  '/etc/ssl/certs/ca-bundle.crt',
  '/etc/ssl/ca-bundle.pem',
  '/etc/pki/tls/cert.pem',
  '/usr/lib/ssl/cert.pem',
  '/opt/conda/ssl/cert.pem',
] as const;

/**
 * OpenSSL's own folders: Debian; Fedora; Alpine, Arch and SUSE. Programs open `cert.pem` in them, and where there is
 * none, as on SUSE and since Fedora 43, only a folder of hashed names.
 */
export const OPENSSL_FOLDERS = ['/usr/lib/ssl', '/etc/pki/tls', '/etc/ssl'] as const;

/** Paths by which a Java is started: its own folder is two above. */
export const JAVA_PROGRAM_PATHS = ['/usr/bin/java', '/usr/local/bin/java', '/bin/java'] as const;

/** Variables that make Node, OpenSSL, Python's requests, curl, git, Cargo, AWS's tools and Deno read a bundle. */
export const TRUST_NAMES = [
  'NODE_EXTRA_CA_CERTS',
  'SSL_CERT_FILE',
  'REQUESTS_CA_BUNDLE',
  'CURL_CA_BUNDLE',
  'GIT_SSL_CAINFO',
  'CARGO_HTTP_CAINFO',
  'AWS_CA_BUNDLE',
  'DENO_CERT',
] as const;

export const TRUST_ENVIRONMENT: readonly (readonly [name: string, value: string])[] = TRUST_NAMES.map(
  (name) => [name, TRUST_PATH] as const,
);

/** Label value that identifies the authority a container trusts. */
export function authorityMark(authorityPem: string): string {
  return createHash('sha256').update(authorityPem).digest('hex').slice(0, 16);
}

/** The authorities that an agent trusts besides the public ones; undefined without any. */
export function addedRoots(
  authorityPem: string | undefined,
  hostRootsPem: string | undefined,
): string | undefined {
  const parts = [hostRootsPem, authorityPem].filter((pem) => pem !== undefined);
  return parts.length === 0 ? undefined : parts.map((pem) => pem.trimEnd()).join('\n');
}

/** Bundles authorities with the image's own, or with Mozilla's (as Node has them) when the image has none. */
export function trustBundle(imageRootsPem: string, addedPem: string): string {
  const roots = imageRootsPem.includes('-----BEGIN CERTIFICATE-----')
    ? imageRootsPem.trimEnd()
    : rootCertificates.join('\n');
  return `${roots}\n${addedPem.trimEnd()}\n`;
}
