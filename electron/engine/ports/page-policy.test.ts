import { describe, expect, it } from 'vitest';
import { confineHeaders, judgeHost, leavesPage, pageHost } from './page-policy.ts';

const address = { host: 'otter.localhost', port: 3000 };

it('names each agent by a host of its own, also when its name cannot be one', () => {
  expect(pageHost('otter', 'a1b2c3d4e5f6')).toBe('otter.localhost');
  expect(pageHost('My_Otter', 'a1b2c3d4e5f6')).toBe('my-otter-a1b2c3d4.localhost');
});

describe('the host of a request', () => {
  const browser = { 'sec-fetch-site': 'none' };
  it.each([
    ['otter.localhost:3000', {}, 'serve'],
    ['OTTER.localhost:3000', browser, 'serve'],
    ['localhost:3000', {}, 'serve'],
    ['127.0.0.1:3000', {}, 'serve'],
    ['[::1]:3000', {}, 'serve'],
    ['localhost:3000', browser, 'redirect'],
    ['127.0.0.1:3000', { accept: 'text/html,*/*' }, 'redirect'],
    ['localhost:3000', { cookie: 'session=1' }, 'redirect'],
    ['evil.test:3000', {}, 'refuse'],
    ['otter.localhost:3001', {}, 'refuse'],
    ['otter.localhost', {}, 'refuse'],
    ['otter.localhost.evil.test:3000', browser, 'refuse'],
    ['other.localhost:3000', browser, 'refuse'],
    ['127.0.0.2:3000', {}, 'refuse'],
    ['', {}, 'refuse'],
    [undefined, {}, 'refuse'],
  ] as const)('%j %j: %s', (host, headers, verdict) => {
    expect(judgeHost({ ...headers, ...(host === undefined ? {} : { host }) }, address)).toBe(verdict);
  });
});

describe('the headers of a page', () => {
  it('get a policy beside their own, and lose what sends by itself', () => {
    const headers = confineHeaders(
      [
        'Content-Type',
        'text/html',
        'content-security-policy',
        "script-src 'self'; report-uri https://evil.test/r; report-to out",
        'Link',
        '<https://evil.test>; rel=preconnect',
        'Reporting-Endpoints',
        'out="https://evil.test/r"',
        'Set-Cookie',
        'a=1; Domain=localhost; Path=/',
        'Refresh',
        '0; url=https://evil.test/',
        'X-DNS-Prefetch-Control',
        'on',
        'Referrer-Policy',
        'unsafe-url',
      ],
      address,
    );
    expect(headers.join('\n')).not.toContain('evil.test');
    expect(headers).not.toContain('on');
    expect(headers).not.toContain('unsafe-url');
    expect(headers).toContain("script-src 'self'");
    expect(headers).toContain('a=1; Path=/');
    const policy = headers[headers.lastIndexOf('Content-Security-Policy') + 1];
    expect(policy).toContain("connect-src 'self' ws://otter.localhost:3000");
    expect(policy).not.toMatch(/https:|\*/);
  });
});

it.each([
  ['/login', false],
  ['http://otter.localhost:3000/a', false],
  ['http://localhost:3000/a', false],
  ['https://evil.test/', true],
  ['//evil.test/', true],
  ['http://otter.localhost:3001/', true],
  ['https://otter.localhost:3000/', true],
  ['http://[', true],
])('a redirection to %s leaves the page: %s', (location, leaves) => {
  expect(leavesPage(location, address)).toBe(leaves);
});
