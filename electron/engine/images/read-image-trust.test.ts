import { posix } from 'node:path';
import { expect, it } from 'vitest';
import type { Engine } from '../docker/engine.ts';
import { packTar } from '../docker/tar.ts';
import { readImageTrust } from './read-image-trust.ts';

const PEM = '-----BEGIN CERTIFICATE-----\nAA==\n-----END CERTIFICATE-----\n';

/** An engine whose container holds these files; `-> path` is a link to its end. */
function engineWith(files: Record<string, string>): Engine {
  const isFolder = (path: string) => Object.keys(files).some((name) => name.startsWith(`${path}/`));
  const stat = (path: string) => {
    const content = files[path];
    if (content === undefined) return isFolder(path) ? { kind: 'directory', target: '' } : undefined;
    const target = /^-> (.*)$/.exec(content)?.[1] ?? '';
    return { kind: target ? 'symlink' : 'file', target };
  };
  const fake = {
    statPath: async (_id: string, path: string) => stat(path),
    getArchive: async (_id: string, path: string) =>
      packTar([{ name: posix.basename(path), type: 'file', content: Buffer.from(files[path] ?? '') }]),
  };
  return fake as unknown as Engine;
}
const trustOf = async (files: Record<string, string>, imageEnv: string[] = []) => {
  const trust = await readImageTrust(engineWith(files), { id: 'c', imageEnv }, new AbortController().signal);
  return { ...trust, bundles: trust.bundles.map(([path]) => path) };
};

it('follows the links by which programs open the bundle', async () => {
  const bundle = '/etc/ca-certificates/extracted/tls-ca-bundle.pem';
  const arch = {
    [bundle]: PEM,
    '/etc/ssl/certs/ca-certificates.crt': `-> ${bundle}`,
    '/etc/ssl/cert.pem': `-> ${bundle}`,
  };
  expect(await trustOf(arch)).toMatchObject({ bundles: [bundle], opensslFolders: [] });
});

it('names each folder of OpenSSL without a bundle, and one whose link leads nowhere', async () => {
  const files = {
    '/var/lib/ca-certificates/ca-bundle.pem': PEM,
    '/etc/ssl/certs/1.0': PEM,
    '/etc/pki/tls/cert.pem': '-> /gone',
  };
  expect(await trustOf(files)).toMatchObject({
    bundles: ['/var/lib/ca-certificates/ca-bundle.pem'],
    opensslFolders: ['/etc/pki/tls', '/etc/ssl'],
  });
});

it('takes no file for a bundle that holds no certificate', async () => {
  const files = { '/etc/passwd': 'root:x:0:0::/:', '/etc/ssl/cert.pem': '-> /etc/passwd' };
  expect((await trustOf(files)).bundles).toEqual([]);
});

it('finds the key store of the Java on the path and of JAVA_HOME, through links', async () => {
  const files = {
    '/usr/bin/java': '-> /opt/zulu/bin/java',
    '/opt/zulu/bin/java': 'program',
    '/opt/zulu/lib/security/cacerts': 'keys',
    '/opt/old/jre/lib/security/cacerts': '-> /etc/old/cacerts',
    '/etc/old/cacerts': 'keys',
  };
  expect((await trustOf(files, ['JAVA_HOME=/opt/old'])).javaStores).toEqual([
    '/etc/old/cacerts',
    '/opt/zulu/lib/security/cacerts',
  ]);
});
