import { describe, expect, it } from 'vitest';
import { setCookie } from './session-cookie.ts';
import { hostsOf, namesOfCertificate, parseWebAddress } from './web-address.ts';

/** For `box.test`, `*.wild.test` and 192.0.2.7. */
const CERTIFICATE = `-----BEGIN CERTIFICATE-----
MIIBpTCCAUugAwIBAgIUObtjMxDvC3oOYk8NgEFVGv65pMcwCgYIKoZIzj0EAwIw
EzERMA8GA1UEAwwIYm94LnRlc3QwIBcNMjYxMTI2MTUzNzMxWhgPMjEyNjExMDIx
NTM3MzFaMBMxETAPBgNVBAMMCGJveC50ZXN0MFkwEwYHKoZIzj0CAQYIKoZIzj0D
AQcDQgAE2aBUP+wlPF+W2BmFGwLVpVtQzLxGSbdkYVr4mIB50nTVmhU114fZmw3V
LYPkHVN+2fb7rMWSm0e4OXRy3PkuEqN7MHkwHQYDVR0OBBYEFMORQ8kB3GV3/IMc
TXRKZaw99iz+MB8GA1UdIwQYMBaAFMORQ8kB3GV3/IMcTXRKZaw99iz+MA8GA1Ud
EwEB/wQFMAMBAf8wJgYDVR0RBB8wHYIIYm94LnRlc3SCCyoud2lsZC50ZXN0hwTA
AAIHMAoGCCqGSM49BAMCA0gAMEUCIQDAZ9NAWX72CTkiM4JuEjJY4hh3Y1EKtjMh
SVeB6XEZ6QIgZUcGrtJW1aUo5aCH1BTC27chE9MzP9xPPvdY6jlJwq8=
-----END CERTIFICATE-----`;

describe('the address for browsers', () => {
  it.each([
    ['3280', '127.0.0.1', 3280],
    ['localhost:0', '127.0.0.1', 0],
    ['127.0.0.2:80', '127.0.0.2', 80],
    ['[::1]:8443', '::1', 8443],
  ])('is %s', (text, host, port) => {
    expect(parseWebAddress(text, false)).toEqual({ host, port });
  });

  it.each([
    '0.0.0.0:3280',
    '192.168.1.5:3280',
    '[::]:3280',
    '[fe80::1]:1',
    '127.0.0.1.evil:1',
    'box:1',
    '',
    '70000',
  ])('is not %j without a certificate', (text) => {
    expect(() => parseWebAddress(text, false)).toThrow();
  });

  it('may be reached from elsewhere with a certificate', () => {
    expect(parseWebAddress('0.0.0.0:443', true)).toEqual({ host: '0.0.0.0', port: 443 });
    expect(() => parseWebAddress('box.test:443', true)).toThrow();
  });
});

describe('with a certificate', () => {
  it('browsers use its names exactly', () => {
    const names = namesOfCertificate(CERTIFICATE);
    expect(names).toEqual(['box.test', '192.0.2.7']);
    expect(hostsOf(names, 443, true)).toEqual(['box.test:443', 'box.test', '192.0.2.7:443', '192.0.2.7']);
    expect(hostsOf(names, 8443, true)).toEqual(['box.test:8443', '192.0.2.7:8443']);
  });

  it('one that cannot be read is refused', () => {
    expect(() => namesOfCertificate('no certificate')).toThrow(/cannot be read/);
  });

  it('the cookie is for this host over TLS alone', () => {
    expect(setCookie('v', true)).toMatch(/^__Host-bulkhead=v; .*; Secure$/);
  });
});
