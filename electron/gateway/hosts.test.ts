import fc from 'fast-check';
import { describe, expect, it } from 'vitest';
import { propertyRuns } from '../../test/harness/property-setup.ts';
import { hostHeaderMatches, parseAbsoluteTarget, parseAuthority } from './hosts.ts';

describe('parseAuthority', () => {
  it('reads a host in any case, with its port', () => {
    expect(parseAuthority('API.Example.com:443')).toEqual({
      ok: true,
      authority: { host: 'api.example.com', port: 443 },
    });
    expect(parseAuthority('xn--bcher-kva.example:8443')).toMatchObject({ ok: true });
    expect(parseAuthority('example.com', 80)).toEqual({
      ok: true,
      authority: { host: 'example.com', port: 80 },
    });
  });

  it.each([
    '127.0.0.1:80',
    '2130706433:80',
    '0x7f000001:80',
    '0x7f.1:80',
    '0177.0.0.1:80',
    '127.1:80',
    '127.0.0.1.:80',
    '[::1]:80',
    '[::ffff:127.0.0.1]:80',
    '1:80',
    '0x:80',
    'foo.127:80',
    '8.8.8.8:443',
    '0X7F.0.0.1:80',
  ])('knows %s for an IP address', (text) => {
    expect(parseAuthority(text)).toEqual({ ok: false, reason: 'ip-literal' });
  });

  it.each([
    '',
    ':443',
    'example.com',
    'example.com:',
    'example.com:0',
    'example.com:65536',
    'example.com:+80',
    'example.com:080',
    'example.com.:443',
    'user@example.com:443',
    'user:pw@example.com:443',
    'a..b:443',
    '.example.com:443',
    '-a.com:443',
    'exa mple.com:443',
    'example.com\0:443',
    'example.com\r\nX: y:443',
    'ex%61mple.com:443',
    'bücher.example:443',
    'example.com:443:443',
    '::1:443',
    'example.com/:443',
    `${'a'.repeat(64)}.com:443`,
    `${'a.'.repeat(127)}com:443`,
    'example。com:443',
  ])('refuses %j', (text) => {
    expect(parseAuthority(text).ok).toBe(false);
  });

  it('accepts only what a URL parser reads as the very same host, never as an address', () => {
    fc.assert(
      fc.property(fc.oneof(fc.string(), fc.domain(), fc.ipV4(), fc.webAuthority()), (text) => {
        const result = parseAuthority(text, 80);
        if (!result.ok) return;
        const url = new URL(`http://${result.authority.host}:${result.authority.port}/`);
        expect(url.hostname).toBe(result.authority.host);
        expect(/^[\d.]+$/.test(url.hostname)).toBe(false);
      }),
      { numRuns: propertyRuns(200) },
    );
  });
});

describe('parseAbsoluteTarget', () => {
  it('splits without repairing', () => {
    expect(parseAbsoluteTarget('http://example.com:8080/a/../b?q=1')).toEqual({
      ok: true,
      authority: { host: 'example.com', port: 8080 },
      pathAndQuery: '/a/../b?q=1',
    });
    expect(parseAbsoluteTarget('http://example.com?q')).toMatchObject({ pathAndQuery: '/?q' });
    expect(parseAbsoluteTarget('http://example.com')).toMatchObject({ pathAndQuery: '/' });
  });

  it.each([
    '/path',
    '*',
    'https://example.com/',
    'ftp://example.com/',
    'http:/example.com',
    'http://example.com/#x',
    'http://',
  ])('refuses %s', (target) => {
    expect(parseAbsoluteTarget(target).ok).toBe(false);
  });
});

describe('hostHeaderMatches', () => {
  it('knows the default port, and nothing else', () => {
    const authority = { host: 'example.com', port: 80 };
    expect(hostHeaderMatches('example.com', authority, 80)).toBe(true);
    expect(hostHeaderMatches('EXAMPLE.com:80', authority, 80)).toBe(true);
    expect(hostHeaderMatches('example.com:8080', authority, 80)).toBe(false);
    expect(hostHeaderMatches('example.com', { ...authority, port: 8080 }, 80)).toBe(false);
    expect(hostHeaderMatches('evil.com', authority, 80)).toBe(false);
    expect(hostHeaderMatches(undefined, authority, 80)).toBe(false);
  });
});
