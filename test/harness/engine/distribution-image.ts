import { execFileSync } from 'node:child_process';
import { cpSync, mkdtempSync, rmSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { ensureBaseImage } from '../../../electron/engine/images/base-image.ts';
import { baseImageFor } from '../../../electron/engine/images/base-image-tag.ts';
import type { Scope } from '../../../electron/lib/scope.ts';
import { appEngine, docker } from './docker-cli.ts';
import { testAuthority } from './internet.ts';

const LIBRARIES = '/usr/lib/x86_64-linux-gnu';
const BUNDLE = '/etc/ssl/certs/ca-certificates.crt';

/** A line of `sed` that gives programs another path than Debian's, which may not be longer. */
const repath = (from: string, to: string, library: string) =>
  `sed -i 's#${from}#${to}${'\\x00'.repeat(from.length - to.length)}#g' ${LIBRARIES}/${library}`;

/**
 * Shell lines that turn Debian's Node image into one of another family, as far as trust goes: the authorities lie where
 * that family has them, and its OpenSSL and curl, which python3 also uses, look for them there.
 */
const families = {
  Debian: ['true'],
  // Since Fedora 43 OpenSSL's folder holds no cert.pem any more, and every bundle is a link or generated.
  'Red Hat': [
    'cd /etc && mkdir -p pki/tls/certs pki/ca-trust/extracted/pem pki/ca-trust/source/anchors',
    `mv ${BUNDLE} pki/ca-trust/extracted/pem/tls-ca-bundle.pem`,
    'cp -L ssl/certs/*.0 pki/tls/certs && rm -r ssl/certs /usr/lib/ssl && ln -s ../pki/tls/certs ssl/certs',
    'ln -s /etc/pki/ca-trust/extracted/pem/tls-ca-bundle.pem pki/tls/certs/ca-bundle.crt',
    repath('/usr/lib/ssl', '/etc/pki/tls', 'libcrypto.so.3'),
    repath(BUNDLE, '/etc/pki/tls/certs/ca-bundle.crt', 'libcurl.so.4'),
  ],
  Alpine: [
    'rm -r /usr/lib/ssl /usr/local/share/ca-certificates && ln -s certs/ca-certificates.crt /etc/ssl/cert.pem',
    repath('/usr/lib/ssl/cert.pem', '/etc/ssl/cert.pem', 'libcrypto.so.3'),
    repath('/usr/lib/ssl/certs', '/etc/ssl/certs', 'libcrypto.so.3'),
  ],
  Arch: [
    'cd /etc && mkdir -p ca-certificates/extracted ca-certificates/trust-source/anchors && rm -r /usr/lib/ssl',
    `mv ${BUNDLE} ca-certificates/extracted/tls-ca-bundle.pem`,
    `ln -s ../../ca-certificates/extracted/tls-ca-bundle.pem ${BUNDLE}`,
    'ln -s ../ca-certificates/extracted/tls-ca-bundle.pem ssl/cert.pem',
    repath('/usr/lib/ssl/cert.pem', '/etc/ssl/cert.pem', 'libcrypto.so.3'),
    repath('/usr/lib/ssl/certs', '/etc/ssl/certs', 'libcrypto.so.3'),
  ],
  SUSE: [
    'mkdir -p /var/lib/ca-certificates/pem && cp -L /etc/ssl/certs/*.0 /var/lib/ca-certificates/pem',
    `mv ${BUNDLE} /var/lib/ca-certificates/ca-bundle.pem && rm -r /usr/lib/ssl /etc/ssl/certs`,
    'ln -s /var/lib/ca-certificates/pem /etc/ssl/certs && ln -s /var/lib/ca-certificates/ca-bundle.pem /etc/ssl',
    repath('/usr/lib/ssl/cert.pem', '/etc/ssl/cert.pem', 'libcrypto.so.3'),
    repath('/usr/lib/ssl/certs', '/etc/ssl/certs', 'libcrypto.so.3'),
    repath(BUNDLE, '/etc/ssl/ca-bundle.pem', 'libcurl.so.4'),
  ],
} as const;
export type Family = keyof typeof families;
export const FAMILIES = Object.keys(families) as Family[];

/** An image of a family with `curl`, `python3` and `node`, removed with the scope. Resolves to its tag. */
export async function familyImage(scope: Scope, family: Family): Promise<string> {
  const lines = families[family].join(' && \\\n');
  return await builtImage(scope, family, () => `FROM node:24-slim\nRUN set -e; ${lines}\n`);
}

/**
 * An image with the machine's Java in a folder of its own, as vendors ship it: found by a link on the path alone, and
 * with a key store of its own. Removed with the scope. Resolves to its tag.
 */
export async function javaImage(scope: Scope): Promise<string> {
  return await builtImage(scope, 'java', (context) => {
    const home = execFileSync('sh', ['-c', 'readlink -f /usr/lib/jvm/java-17-openjdk-*/bin/java | head -1'])
      .toString()
      .trim()
      .replace(/\/bin\/java$/, '');
    const isLeftOut = /\/(jmods|man|docs|legal|src\.zip|ct\.sym|[^/]*\.jsa)$/;
    cpSync(home, join(context, 'java'), {
      recursive: true,
      dereference: true,
      filter: (path) => !isLeftOut.test(path),
    });
    const fetch =
      'System.out.write(new java.net.URL(words[0]).openStream().readAllBytes()); System.out.flush();';
    writeFileSync(
      join(context, 'Get.java'),
      `class Get { public static void main(String[] words) throws Exception { ${fetch} } }\n`,
    );
    return 'FROM debian:bookworm-slim\nCOPY java /opt/java/current\nCOPY Get.java /\nRUN ln -s /opt/java/current/bin/java /usr/local/bin/java\n';
  });
}

async function builtImage(
  scope: Scope,
  name: string,
  dockerfile: (context: string) => string,
): Promise<string> {
  const tag = `family-${name.toLowerCase().replace(' ', '-')}:test`;
  const context = mkdtempSync(join(tmpdir(), 'bulkhead-family-'));
  try {
    writeFileSync(join(context, 'Dockerfile'), dockerfile(context));
    scope.add(async () => void (await docker('rmi', '-f', tag)));
    await docker('build', '-q', '-t', tag, context);
  } finally {
    rmSync(context, { recursive: true, force: true });
  }
  return tag;
}

type Inside = (...command: string[]) => Promise<string>;
/** Resolves to what runs a program, without a variable but the path, in an agent's image that is built on this one. */
export type AgentImages = (image: string) => Promise<Inside>;

/** Builds agents' images that trust the authority of the test internet; they go with the scope. */
export async function agentImages(scope: Scope): Promise<AgentImages> {
  const engine = appEngine(scope);
  await engine.facts();
  return async (image) => {
    const { Id } = await engine.inspectImage(image);
    const base = baseImageFor({ id: Id, user: '' }, undefined, '0.0.0-test', testAuthority());
    scope.add(() => engine.removeImage(base.tag));
    await ensureBaseImage(engine, base, 'authorities-test', scope.signal);
    const bare = ['env', '-i', 'PATH=/usr/local/bin:/usr/bin:/bin'];
    return (...command) => docker('run', '--rm', '--read-only', base.tag, ...bare, ...command);
  };
}

const PYTHON = `import socket, ssl
plain = socket.create_connection(('allowed.test', 443))
secure = ssl.create_default_context().wrap_socket(plain, server_hostname='allowed.test')
print('python', secure.version())`;
const NODE = `fetch('https://allowed.test/').then(({ status }) => console.log('node', status))`;

/** What curl, python3 and node say of an https page, a line each; those that fail leave theirs out. */
export async function fetchedBy(inside: Inside): Promise<string[]> {
  const programs = `curl -sSo /dev/null -w 'curl %{http_code}\\n' https://allowed.test/
python3 -c "$1"
node --use-system-ca -e "$2" || true`;
  return (await inside('sh', '-c', programs, 'sh', PYTHON, NODE)).split('\n');
}
