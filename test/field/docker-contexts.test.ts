import { createHash } from 'node:crypto';
import { describe, expect, it } from 'vitest';
import { diagnose } from '../../electron/cli/doctor/diagnose.ts';
import type { Endpoint } from '../../electron/contract/engine.ts';
import { findEndpoints } from '../../electron/engine/docker/discovery.ts';
import { describeProblem } from '../../electron/engine/docker/errors.ts';
import type { HostEnvironment } from '../../electron/engine/docker/host-environment.ts';
import { summarizeProbes } from '../../electron/engine/docker/probe.ts';

const META = '/home/me/.docker/contexts/meta';
const digest = (name: string) => createHash('sha256').update(name).digest('hex');
const contextFile = (name: string, docker: object) => ({
  [`${META}/${digest(name)}/meta.json`]: JSON.stringify({ Name: name, Endpoints: { docker } }),
});

/** A machine with these files; an `Error` in place of a text is a file that cannot be read. */
function machine(files: Record<string, string | Error>, env: Record<string, string> = {}): HostEnvironment {
  return {
    env,
    platform: 'linux',
    homePath: '/home/me',
    uid: 1000,
    readText: async (path) => {
      const file = files[path];
      if (file instanceof Error) throw file;
      return file;
    },
    isFolder: async (path) => Object.keys(files).some((name) => name.startsWith(`${path}/`)),
  };
}
const config = (name: string) => ({
  '/home/me/.docker/config.json': JSON.stringify({ currentContext: name }),
});
async function searched(files: Record<string, string | Error>, env?: Record<string, string>) {
  return (await findEndpoints(machine(files, env), null)).search;
}
const unreachable = (endpoint: Endpoint, code: string, text = `connect ${code}`) => ({
  endpoint,
  reachable: false,
  error: describeProblem({ code, text }, { kind: 'engine' as const }),
});
const prod: Endpoint = { url: 'tcp://prod:2376', source: 'context', label: 'Context “prod”' };

describe('the current Docker context', () => {
  // https://github.com/wagoodman/dive/issues/412, https://github.com/fussybeaver/bollard/pull/724
  it('stands alone: no usual socket takes its place', async () => {
    const files = { ...config('prod'), ...contextFile('prod', { Host: prod.url }) };
    expect(await searched(files)).toEqual([{ endpoint: prod }]);
  });

  // https://github.com/docker/cli/issues/1809
  it('is named where its engine does not answer, in the window and by the doctor', () => {
    for (const code of ['ECONNREFUSED', 'DEPTH_ZERO_SELF_SIGNED_CERT']) {
      const probe = unreachable(prod, code);
      const error = summarizeProbes([probe]);
      expect(error.message).toMatch(/^Context “prod” \(tcp:\/\/prod:2376\): .*No other engine/);
      const engine = { status: 'unreachable' as const, error, tried: [probe] };
      const checks = diagnose({
        version: '1',
        node: 'v24',
        platform: 'linux',
        dataPath: '/data',
        host: 'none',
        engine,
        leftovers: [],
        drifted: [],
      });
      expect(checks.find(({ subject }) => subject === 'engine')).toMatchObject({
        state: 'problem',
        detail: expect.stringContaining('Context “prod”'),
        fix: expect.stringMatching(/context/),
      });
    }
  });

  // https://github.com/docker/buildx/issues/1249
  it('is not checked when it says skip-tls-verify', async () => {
    const files = {
      ...config('prod'),
      ...contextFile('prod', { Host: prod.url, SkipTLSVerify: true }),
      [`/home/me/.docker/contexts/tls/${digest('prod')}/docker/cert.pem`]: 'x',
    };
    const tlsPath = expect.stringContaining(digest('prod'));
    expect(await searched(files)).toMatchObject([{ endpoint: { skipTlsVerify: true, tlsPath } }]);
  });

  // https://github.com/docker/cli/issues/760
  it('gives way to DOCKER_CONTEXT, and the default one means the default socket or DOCKER_TLS', async () => {
    const files = { ...config('prod'), ...contextFile('prod', { Host: prod.url }) };
    const only = async (env: Record<string, string>, more = files) =>
      (await searched(more, env)).map(({ endpoint }) => endpoint);
    expect(await only({ DOCKER_CONTEXT: 'default' })).toMatchObject([{ url: 'unix:///var/run/docker.sock' }]);
    const tls = { url: 'tcp://localhost:2376', tlsPath: '/certs' };
    const certificates = { DOCKER_CERT_PATH: '/certs' };
    expect(await only({ ...certificates, DOCKER_TLS_VERIFY: '1', DOCKER_CONTEXT: 'default' })).toMatchObject([
      tls,
    ]);
    expect(await only({ ...certificates, DOCKER_TLS: '1' }, {} as typeof files)).toMatchObject([
      { ...tls, skipTlsVerify: true },
    ]);
    expect(await only({ DOCKER_TLS_VERIFY: '1' })).toEqual([prod]);
  });

  // https://github.com/moby/moby/issues/24910
  it('is an error, and no other engine, when the file that names it cannot be read', async () => {
    const file = '/home/me/.docker/config.json';
    for (const broken of ['{', new Error('EACCES')]) {
      const found = await searched({ [file]: broken, ...contextFile('prod', { Host: prod.url }) });
      expect(found).toMatchObject([{ error: { message: expect.stringContaining(file) } }]);
      // Without any context there is nothing that the file could have named.
      expect((await searched({ [file]: broken })).length).toBeGreaterThan(5);
    }
  });
});

// https://github.com/moby/moby/issues/39841, https://github.com/gcstr/dockform/pull/82
it.each([
  ['me@box: Permission denied (publickey).', 'engine-permission-denied'],
  ['Welcome to box\r\nssh: connect to host box port 22: Connection timed out', 'engine-unreachable'],
  ['kex_exchange_identification: Connection closed by remote host', 'engine-unreachable'],
  ['Certificate invalid: expired', 'engine-unreachable'],
  ['bash: line 1: docker: command not found', 'engine-unreachable'],
])('an SSH context that fails says what ssh said: %s', (stderr, type) => {
  const endpoint: Endpoint = { url: 'ssh://me@box', source: 'context', label: 'Context “box”' };
  const error = summarizeProbes([
    { ...unreachable(endpoint, ''), error: describeProblem({ text: `ssh: ${stderr}` }, { kind: 'engine' }) },
  ]);
  expect(error.type).toBe(type);
  expect(error.message).toContain('Context “box”');
  expect(error.message).toContain((stderr.split('\n').at(-1) ?? '').replace(/\.$/, ''));
});
