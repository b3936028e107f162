import { describe, expect, it } from 'vitest';
import {
  contextPaths,
  dockerConfigFolder,
  parseContextEndpoint,
  parseCurrentContext,
  readContext,
} from './contexts.ts';
import type { HostEnvironment } from './host-environment.ts';

function machine(files: Record<string, string>, folders: string[] = []): HostEnvironment {
  return {
    env: {},
    platform: 'linux',
    homePath: '/home/me',
    uid: 1000,
    readText: async (path) => files[path],
    isFolder: async (path) => folders.includes(path),
  };
}

describe('Docker contexts', () => {
  it('are kept in folders named after the digest of their name', () => {
    // `docker context create colima` of Docker 20.10 makes exactly this folder.
    expect(contextPaths('/c', 'colima').metaPath).toBe(
      '/c/contexts/meta/f24fd3749c1368328e2b149bec149cb6795619f244c5b584e844961215dadd16/meta.json',
    );
  });

  it('read the current one, and nothing from a broken file', () => {
    expect(parseCurrentContext('{"currentContext":"colima"}')).toBe('colima');
    for (const text of ['', '{}', '{"currentContext":7}', '{"currentContext":""}'])
      expect(parseCurrentContext(text)).toBe('');
    for (const text of ['{', 'null']) expect(parseCurrentContext(text)).toBeUndefined();
  });

  it('read the host', () => {
    expect(parseContextEndpoint('{"Name":"x","Endpoints":{"docker":{"Host":"ssh://me@box"}}}')).toEqual({
      url: 'ssh://me@box',
      skipTlsVerify: false,
    });
    for (const text of ['{}', '{"Endpoints":{}}', '{"Endpoints":{"docker":{}}}', 'x']) {
      expect(parseContextEndpoint(text)).toBeUndefined();
    }
  });

  it('become endpoints, with TLS when the context has certificates', async () => {
    const { metaPath, tlsPath } = contextPaths('/home/me/.docker', 'prod');
    const files = { [metaPath]: '{"Endpoints":{"docker":{"Host":"tcp://prod:2376"}}}' };
    const endpoint = { url: 'tcp://prod:2376', source: 'context', label: 'Context “prod”' };
    expect(await readContext(machine(files), 'prod')).toEqual({ endpoint });
    expect(await readContext(machine(files, [tlsPath]), 'prod')).toEqual({
      endpoint: { ...endpoint, tlsPath },
    });
  });

  it('say so when they do not exist', async () => {
    expect((await readContext(machine({}), 'gone')).error).toMatchObject({ type: 'invalid-input' });
  });

  it('live where DOCKER_CONFIG says', () => {
    expect(dockerConfigFolder({ env: { DOCKER_CONFIG: '/x' }, homePath: '/home/me' })).toBe('/x');
  });
});
