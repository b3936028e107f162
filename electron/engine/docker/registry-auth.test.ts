import { describe, expect, it } from 'vitest';
import type { HostEnvironment } from './host-environment.ts';
import { createRegistryAuth, helperFor, parseHelperAnswer, storedCredentials } from './registry-auth.ts';

const hub = 'https://index.docker.io/v1/';
const base64 = (text: string) => Buffer.from(text).toString('base64');

function machine(config: unknown): HostEnvironment {
  const text = typeof config === 'string' ? config : JSON.stringify(config);
  return {
    env: {},
    platform: 'linux',
    homePath: '/home/me',
    uid: 1000,
    readText: async (path) =>
      path === '/home/me/.docker/config.json' && config !== undefined ? text : undefined,
    isFolder: async () => false,
  };
}

const decode = (header = '') => JSON.parse(Buffer.from(header, 'base64url').toString('utf8'));

describe('storedCredentials', () => {
  it('finds a registry however its address was written', () => {
    const config = { auths: { 'https://ghcr.io/v2/': { auth: base64('me:pa:ss') } } };
    expect(storedCredentials(config, 'ghcr.io')).toEqual({ username: 'me', password: 'pa:ss' });
    expect(storedCredentials(config, 'quay.io')).toBeUndefined();
  });

  it('prefers an identity token and ignores empty entries', () => {
    expect(storedCredentials({ auths: { [hub]: { identitytoken: 't' } } }, hub)).toEqual({
      identitytoken: 't',
    });
    expect(storedCredentials({ auths: { [hub]: {} } }, hub)).toBeUndefined();
    expect(storedCredentials({ auths: { [hub]: null } }, hub)).toBeUndefined();
  });
});

describe('helperFor', () => {
  it('takes the registry’s own helper before the general one', () => {
    const config = { credHelpers: { 'ghcr.io': 'gh' }, credsStore: 'pass' };
    expect(helperFor(config, 'ghcr.io')).toBe('gh');
    expect(helperFor(config, hub)).toBe('pass');
    expect(helperFor({}, hub)).toBeUndefined();
  });
});

describe('parseHelperAnswer', () => {
  it('reads passwords and tokens, and refuses the rest', () => {
    expect(parseHelperAnswer('{"Username":"me","Secret":"s"}')).toEqual({ username: 'me', password: 's' });
    expect(parseHelperAnswer('{"Username":"<token>","Secret":"t"}')).toEqual({ identitytoken: 't' });
    expect(() => parseHelperAnswer('{}')).toThrow();
  });
});

describe('createRegistryAuth', () => {
  it('is anonymous without a config file or an entry', async () => {
    expect(await createRegistryAuth(machine(undefined))('docker.io')).toEqual({});
    expect(await createRegistryAuth(machine({ auths: {} }))('docker.io')).toEqual({});
  });

  it('encodes what the engine expects', async () => {
    const { header } = await createRegistryAuth(machine({ auths: { [hub]: { auth: base64('me:s>?') } } }))(
      'docker.io',
    );
    expect(header).not.toMatch(/[+/]/);
    expect(decode(header)).toEqual({ username: 'me', password: 's>?', serveraddress: hub });
  });

  it('asks the helper for the right address', async () => {
    const find = createRegistryAuth(machine({ credsStore: 'pass' }), async (name, address) => {
      expect([name, address]).toEqual(['pass', hub]);
      return '{"Username":"me","Secret":"s"}';
    });
    expect(decode((await find('docker.io')).header)).toMatchObject({ username: 'me' });
  });

  it('pulls anonymously and says so when the helper fails', async () => {
    const find = (message: string) =>
      createRegistryAuth(machine({ credsStore: 'pass' }), () => Promise.reject(new Error(message)))(
        'docker.io',
      );
    expect((await find('the store is locked')).warning).toContain('the store is locked');
    expect(await find('credentials not found in native keychain')).toEqual({});
  });

  it('survives a broken config file', async () => {
    expect((await createRegistryAuth(machine('{'))('docker.io')).warning).toContain('config.json');
  });
});
