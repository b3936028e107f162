import { describe, expect, it } from 'vitest';
import { parseProxyUrl } from '../../contract/upstream-proxy.ts';
import {
  asSeenFromContainers,
  needsEngineHost,
  proxiesFor,
  proxyBuildArgs,
  withPassword,
} from './proxies-for.ts';

const server = (text: string) => parseProxyUrl(text) ?? null;

it.each([
  ['proxy.test:3128', { protocol: 'http', host: 'proxy.test', port: 3128 }],
  ['http://proxy.test', { protocol: 'http', host: 'proxy.test', port: 80 }],
  ['https://proxy.test/', { protocol: 'https', host: 'proxy.test', port: 443 }],
  ['socks5h://[fd00::1]', { protocol: 'socks5', host: 'fd00::1', port: 1080 }],
  [
    'http://DOMAIN%5Cme:p%40ss:w%rd@10.0.0.1:8080',
    { protocol: 'http', host: '10.0.0.1', port: 8080, username: 'DOMAIN\\me', password: 'p@ss:w%rd' },
  ],
  ['ftp://proxy.test', undefined],
  ['http://', undefined],
  ['http://proxy.test:0', undefined],
  ['http://proxy.test/pac.js', undefined],
])('reads %s', (text, expected) => {
  expect(parseProxyUrl(text)).toEqual(expected);
});

describe('the proxies of an engine', () => {
  const environment = {
    http_proxy: 'http://lower.test:1',
    HTTP_PROXY: 'http://upper.test:1',
    ALL_PROXY: 'socks5://all.test',
    no_proxy: '.corp.test',
  };

  it('are those of the environment for a local engine, lower case first, ALL_PROXY for the rest', () => {
    expect(proxiesFor(undefined, environment, true)).toEqual({
      proxies: {
        plain: server('http://lower.test:1'),
        secure: server('socks5://all.test'),
        noProxy: '.corp.test',
      },
      passwordSecretId: null,
    });
    expect(proxiesFor(undefined, environment, false).proxies.plain).toBeNull();
    expect(proxiesFor({ kind: 'environment' }, environment, false).proxies.plain).not.toBeNull();
    expect(proxiesFor({ kind: 'none' }, environment, true).proxies.plain).toBeNull();
    expect(
      proxiesFor(undefined, { https_proxy: '', HTTPS_PROXY: 'http://x:1' }, true).proxies.secure,
    ).toBeNull();
    expect(proxiesFor(undefined, { HTTPS_PROXY: 'file:///x' }, true).problem).toContain('HTTPS_PROXY');
  });

  it('are the person’s own, with the name and the secret of the password', () => {
    const choice = {
      kind: 'manual' as const,
      url: 'proxy.test:3128',
      noProxy: '10.0.0.0/8',
      username: 'me',
      passwordSecretId: 'id',
    };
    const { proxies, passwordSecretId } = proxiesFor(choice, {}, false);
    expect(passwordSecretId).toBe('id');
    expect(withPassword(proxies, 'p:w').secure).toEqual({
      ...server('proxy.test:3128'),
      username: 'me',
      password: 'p:w',
    });
    expect(proxyBuildArgs(withPassword(proxies, 'p:w'))).toMatchObject({
      HTTPS_PROXY: 'http://me:p%3Aw@proxy.test:3128',
      http_proxy: 'http://me:p%3Aw@proxy.test:3128',
      NO_PROXY: '10.0.0.0/8',
    });
    expect(proxyBuildArgs({ plain: null, secure: null, noProxy: 'x' })).toEqual({});
  });

  it('are reached at the engine’s machine where they listen on the loopback', () => {
    const local = { plain: server('localhost:3128'), secure: server('http://proxy.test'), noProxy: '' };
    expect(needsEngineHost(local)).toBe(true);
    expect(asSeenFromContainers(local, '172.17.0.1')).toMatchObject({
      plain: { host: '172.17.0.1', port: 3128 },
      secure: { host: 'proxy.test' },
    });
  });
});
