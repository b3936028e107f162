import { posix } from 'node:path';
import { certificatesIn } from '../../lib/pem.ts';
import type { TarEntry } from '../docker/tar.ts';
import { javaTrustStore } from './java-trust-store.ts';
import { ANCHOR_FOLDERS, JAVA_TRUST_PATH, TRUST_PATH, trustBundle } from './trust.ts';

/** What an image says about trust. */
export interface ImageTrust {
  /** Each bundle of public authorities (PEM) by its path, the preferred one first. */
  readonly bundles: readonly (readonly [path: string, pem: string])[];
  /** The paths of its Java key stores. */
  readonly javaStores: readonly string[];
  /** The folders of `OPENSSL_FOLDERS` that exist and name no bundle. */
  readonly opensslFolders: readonly string[];
  /** The folders of `ANCHOR_FOLDERS` that exist. */
  readonly anchorFolders: readonly string[];
}

export const NO_IMAGE_TRUST: ImageTrust = {
  bundles: [],
  javaStores: [],
  opensslFolders: [],
  anchorFolders: [],
};

/** Where programs look first on systems that have no bundle yet: Debian and Alpine, and static programs. */
const DEFAULT_BUNDLE = '/etc/ssl/certs/ca-certificates.crt';

/**
 * The files by which an image trusts more authorities, with and without variables: the app's own bundle, the image's
 * bundles and Java stores with the new ones added, and the sources from which the image's tools make bundles anew.
 */
export function trustFiles(image: ImageTrust, addedPem: string): TarEntry[] {
  const file = (path: string, content: string | Uint8Array): TarEntry => ({
    name: path.slice(1),
    type: 'file',
    content: Buffer.from(content),
  });
  const [first] = image.bundles;
  const whole = trustBundle(first?.[1] ?? '', addedPem);
  const store = javaTrustStore(whole);
  const own = image.bundles.filter(([path]) => !path.startsWith(posix.dirname(TRUST_PATH)));
  return [
    file(TRUST_PATH, whole),
    file(JAVA_TRUST_PATH, store),
    ...own.map(([path, pem]) => file(path, trustBundle(pem, addedPem))),
    ...(own.length === 0 ? [file(DEFAULT_BUNDLE, whole)] : []),
    ...image.opensslFolders.map((folder) => ({
      name: `${folder.slice(1)}/cert.pem`,
      type: 'symlink' as const,
      target: own[0]?.[0] ?? DEFAULT_BUNDLE,
    })),
    ...image.javaStores.map((path) => file(path, store)),
    ...ANCHOR_FOLDERS.filter((folder) => image.anchorFolders.includes(folder)).flatMap((folder) =>
      // One certificate a file: update-ca-certificates ignores the rest of a file.
      certificatesIn(addedPem).map((pem, index) => file(`${folder}/bulkhead-${index}.crt`, `${pem}\n`)),
    ),
  ];
}
