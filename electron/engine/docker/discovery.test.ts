import { describe, expect, it } from 'vitest';
import type { Endpoint } from '../../contract/engine.ts';
import { contextPaths } from './contexts.ts';
import { endpointFromEnvironment, findEndpoints, planSearch, usualSockets } from './discovery.ts';
import type { HostEnvironment } from './host-environment.ts';

const sockets: Endpoint[] = [
  { url: 'unix:///a', source: 'socket', label: 'Docker' },
  { url: 'unix:///b', source: 'socket', label: 'Podman' },
];
const chosen: Endpoint = { url: 'ssh://me@box', source: 'settings', label: 'box' };
const environment: Endpoint = { url: 'unix:///b', source: 'DOCKER_HOST', label: 'DOCKER_HOST' };
const context = { endpoint: { url: 'unix:///c', source: 'context' as const, label: 'c' } };

const urls = (plan: ReturnType<typeof planSearch>) => ({
  search: plan.search.map(({ endpoint }) => endpoint.url),
  alternatives: plan.alternatives.map(({ endpoint }) => endpoint.url),
});

describe('planSearch', () => {
  it('tries the usual sockets when nobody named an engine', () => {
    const plan = planSearch({ remembered: null, environment: undefined, context: undefined, sockets });
    expect(urls(plan)).toEqual({ search: ['unix:///a', 'unix:///b'], alternatives: [] });
  });

  it('uses nothing but what somebody named, and lists the others', () => {
    expect(urls(planSearch({ remembered: null, environment, context: undefined, sockets }))).toEqual({
      search: ['unix:///b'],
      alternatives: ['unix:///a'],
    });
    expect(urls(planSearch({ remembered: chosen, environment, context: undefined, sockets }))).toEqual({
      search: ['ssh://me@box'],
      alternatives: ['unix:///b', 'unix:///a'],
    });
    expect(urls(planSearch({ remembered: null, environment: undefined, context, sockets }))).toEqual({
      search: ['unix:///c'],
      alternatives: ['unix:///a', 'unix:///b'],
    });
  });
});

describe('endpointFromEnvironment', () => {
  const read = (env: Record<string, string>) => endpointFromEnvironment({ env, homePath: '/home/me' });

  it.each([
    [{}, undefined],
    [{ DOCKER_HOST: '' }, undefined],
    [{ DOCKER_HOST: 'unix:///x', DOCKER_TLS_VERIFY: '1' }, { url: 'unix:///x' }],
    [{ DOCKER_HOST: 'box:2375' }, { url: 'tcp://box:2375' }],
    [{ DOCKER_HOST: ' tcp://box ' }, { url: 'tcp://box:2375' }],
    [
      { DOCKER_HOST: 'box:2376', DOCKER_TLS: '1', DOCKER_CERT_PATH: '/certs' },
      { url: 'tcp://box:2376', tlsPath: '/certs', skipTlsVerify: true },
    ],
    [
      { DOCKER_HOST: 'tcp://box:2376', DOCKER_TLS_VERIFY: '1' },
      { url: 'tcp://box:2376', tlsPath: '/home/me/.docker' },
    ],
    [
      { DOCKER_HOST: 'tcp://box:2376', DOCKER_TLS_VERIFY: '1', DOCKER_CERT_PATH: '/certs' },
      { url: 'tcp://box:2376', tlsPath: '/certs' },
    ],
  ])('%o', (env, expected) => {
    const settings = read(env as Record<string, string>);
    if (expected) expect(settings).toEqual({ source: 'DOCKER_HOST', label: 'DOCKER_HOST', ...expected });
    else expect(settings).toBeUndefined();
  });
});

describe('usualSockets', () => {
  const on = (platform: NodeJS.Platform, env = {}) =>
    usualSockets({ platform, env, homePath: '/home/me', uid: 1000 }).map(({ url }) => url);

  it('knows where engines listen on each platform', () => {
    expect(on('linux')).toEqual(
      expect.arrayContaining([
        'unix:///var/run/docker.sock',
        'unix:///run/user/1000/docker.sock',
        'unix:///home/me/.docker/desktop/docker.sock',
        'unix:///run/user/1000/podman/podman.sock',
      ]),
    );
    expect(on('linux', { XDG_RUNTIME_DIR: '/r' })).toContain('unix:///r/docker.sock');
    expect(on('darwin')).toEqual(
      expect.arrayContaining([
        'unix:///home/me/.orbstack/run/docker.sock',
        'unix:///home/me/.rd/docker.sock',
      ]),
    );
    expect(on('win32')[0]).toBe('npipe:////./pipe/docker_engine');
  });
});

describe('findEndpoints', () => {
  const { metaPath } = contextPaths('/home/me/.docker', 'colima');
  const files: Record<string, string> = {
    '/home/me/.docker/config.json': '{"currentContext":"colima"}',
    [metaPath]: '{"Endpoints":{"docker":{"Host":"unix:///colima"}}}',
  };
  const machine = (env: Record<string, string>): HostEnvironment => ({
    env,
    platform: 'linux',
    homePath: '/home/me',
    uid: 1000,
    readText: async (path) => files[path],
    isFolder: async () => false,
  });

  it('uses the current context alone, and lists the sockets', async () => {
    const plan = await findEndpoints(machine({}), null);
    expect(plan.search).toMatchObject([{ endpoint: { url: 'unix:///colima', source: 'context' } }]);
    expect(plan.alternatives.length).toBeGreaterThan(5);
  });

  it('lets DOCKER_HOST switch contexts off, as Docker’s command line does', async () => {
    const plan = await findEndpoints(
      machine({ DOCKER_HOST: 'unix:///mine', DOCKER_CONTEXT: 'colima' }),
      null,
    );
    expect(plan.search.map(({ endpoint }) => endpoint.url)).toEqual(['unix:///mine']);
    expect(plan.alternatives.map(({ endpoint }) => endpoint.source)).not.toContain('context');
  });

  it('reports a context that does not exist instead of using another engine', async () => {
    const { search } = await findEndpoints(machine({ DOCKER_CONTEXT: 'gone' }), null);
    expect(search).toHaveLength(1);
    expect(search[0]?.error?.message).toContain('gone');
  });
});
