import { execFileSync } from 'node:child_process';
import { chmod, copyFile, mkdir, mkdtemp, readFile, rm, writeFile } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { afterEach, beforeEach, describe, expect, it } from 'vitest';
import { AppFailure } from '../../electron/contract/error.ts';
import { createDockerEngine } from '../../electron/engine/docker/adapter.ts';
import { Scope } from '../../electron/lib/scope.ts';
import { testEndpoint } from '../harness/engine/docker-endpoint.ts';
import { Doorway } from '../harness/engine/engine-doorway.ts';

interface Party {
  /** Paths of PEM files. */
  certPath: string;
  keyPath: string;
}

/** A key and a certificate for 127.0.0.1 from OpenSSL, signed by the issuer or by itself. */
function makeParty(name: string, issuer?: Party): Party {
  const party = { certPath: join(folder, `${name}.crt`), keyPath: join(folder, `${name}.key`) };
  const request = ['req', '-x509', '-newkey', 'ec', '-pkeyopt', 'ec_paramgen_curve:prime256v1', '-nodes'];
  const signer = issuer ? ['-CA', issuer.certPath, '-CAkey', issuer.keyPath] : [];
  const extensions = issuer ? ['basicConstraints=critical,CA:FALSE', 'subjectAltName=IP:127.0.0.1'] : [];
  execFileSync(
    'openssl',
    [
      ...request,
      ...signer,
      ...extensions.flatMap((extension) => ['-addext', extension]),
      ...['-days', '1', '-subj', `/CN=${name}`, '-out', party.certPath, '-keyout', party.keyPath],
    ],
    { stdio: 'pipe' },
  );
  return party;
}

let scope: Scope;
let folder: string;

beforeEach(async () => {
  scope = new Scope();
  folder = await mkdtemp(join(tmpdir(), 'bulkhead-remote-'));
  scope.add(() => rm(folder, { recursive: true }));
});
afterEach(() => scope.dispose());

async function failureOf(url: string, tlsPath?: string): Promise<AppFailure['error']> {
  try {
    const engine = createDockerEngine({
      url,
      source: 'settings',
      label: 'test',
      ...(tlsPath ? { tlsPath } : {}),
    });
    scope.add(() => engine.close());
    await engine.facts({ timeoutMs: 10_000 });
  } catch (error) {
    if (error instanceof AppFailure) return error.error;
    throw error;
  }
  throw new Error('expected a failure');
}

describe('TCP with TLS', () => {
  async function openDoor(): Promise<{
    url: string;
    authority: Party;
    writeFolder(name: string, ca: Party, client: Party): Promise<string>;
  }> {
    const authority = makeParty('authority');
    const server = makeParty('engine', authority);
    const doorway = new Doorway(join(folder, 'unused'), testEndpoint().url);
    const options = {
      ca: await readFile(authority.certPath),
      cert: await readFile(server.certPath),
      key: await readFile(server.keyPath),
      requestCert: true,
      rejectUnauthorized: true,
    };
    const port = await doorway.openTls(options);
    scope.add(() => doorway.shut());
    return {
      url: `tcp://127.0.0.1:${port}`,
      authority,
      async writeFolder(name, ca, client) {
        const path = join(folder, name);
        await mkdir(path);
        await copyFile(ca.certPath, join(path, 'ca.pem'));
        await copyFile(client.certPath, join(path, 'cert.pem'));
        await copyFile(client.keyPath, join(path, 'key.pem'));
        return path;
      },
    };
  }

  it('connects with the folder’s certificates', async () => {
    const { url, authority, writeFolder } = await openDoor();
    const tlsPath = await writeFolder('good', authority, makeParty('me', authority));
    const engine = createDockerEngine({ url, source: 'settings', label: 'test', tlsPath });
    scope.add(() => engine.close());
    expect(await engine.facts()).toMatchObject({ isLocal: false });
    await engine.ping();
  });

  it('does not check the engine’s certificate when the endpoint says so', async () => {
    const { url, authority, writeFolder } = await openDoor();
    const tlsPath = await writeFolder('other-ca', makeParty('stranger'), makeParty('me', authority));
    const endpoint = { url, source: 'context' as const, label: 'test', tlsPath, skipTlsVerify: true };
    const engine = createDockerEngine(endpoint);
    scope.add(() => engine.close());
    expect(await engine.facts()).toMatchObject({ isLocal: false });
  });

  it('tells every mistake in it apart from an engine that is away', async () => {
    const { url, authority, writeFolder } = await openDoor();
    const stranger = makeParty('stranger');
    const me = makeParty('me', authority);
    expect(await failureOf(url, await writeFolder('other-ca', stranger, me))).toMatchObject({
      type: 'engine-tls',
    });
    expect(await failureOf(url, join(folder, 'missing'))).toMatchObject({
      type: 'engine-tls',
      message: expect.stringContaining('ca.pem'),
    });
    expect(await failureOf('tcp://127.0.0.1:1', await writeFolder('good', authority, me))).toMatchObject({
      type: 'engine-unreachable',
    });
  });
});

describe('SSH', () => {
  /** Stands where ssh would: runs what comes after `-- host` on this machine, where Docker's own program is real. */
  async function installSsh(script: string): Promise<void> {
    const bin = join(folder, 'bin');
    await mkdir(bin);
    await writeFile(join(bin, 'ssh'), `#!/bin/sh\n${script}\n`);
    await chmod(join(bin, 'ssh'), 0o755);
    const saved = process.env.PATH;
    process.env.PATH = `${bin}:${saved}`;
    scope.add(() => {
      process.env.PATH = saved;
    });
  }

  it('carries calls and consoles through “docker system dial-stdio”', async () => {
    const url = testEndpoint().url;
    await installSsh(`while [ "$1" != -- ]; do shift; done; shift 2; DOCKER_HOST=${url} exec "$@"`);
    const engine = createDockerEngine({ url: 'ssh://me@box', source: 'settings', label: 'box' });
    scope.add(() => engine.close());
    expect(await engine.facts()).toMatchObject({ isLocal: false });
    const controller = new AbortController();
    const events = await engine.events({}, controller.signal);
    const lists = await Promise.all(Array.from({ length: 5 }, () => engine.listContainers({})));
    expect(lists).toHaveLength(5);
    controller.abort();
    for await (const _ of events) void _;
  });

  it.each([
    ['engine-permission-denied', 'me@box: Permission denied (publickey).', 'log-in'],
    [
      'engine-unreachable',
      'ssh: Could not resolve hostname box: Name or service not known',
      'Name or service not known”',
    ],
    ['engine-unreachable', 'Host key verification failed.', 'SSH does not know'],
    ['engine-unreachable', 'sh: 1: docker: not found', 'no docker program'],
  ])('explains %s: %s', async (type, stderr, words) => {
    await installSsh(`echo '${stderr}' >&2; exit 255`);
    expect(await failureOf('ssh://me@box')).toMatchObject({
      type,
      message: expect.stringContaining(words),
      raw: expect.stringContaining(stderr),
    });
  });
});
