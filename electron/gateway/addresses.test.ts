import fc from 'fast-check';
import { describe, expect, it } from 'vitest';
import { propertyRuns } from '../../test/harness/property-setup.ts';
import { classifyAddress, mayBeHostService, parseIpv4, parseIpv6, sameNetwork } from './addresses.ts';

describe('classifyAddress', () => {
  it.each([
    ['1.1.1.1', 'public'],
    ['93.184.216.34', 'public'],
    ['172.15.255.255', 'public'],
    ['172.16.0.0', 'private'],
    ['172.31.255.255', 'private'],
    ['172.32.0.0', 'public'],
    ['10.0.0.1', 'private'],
    ['192.168.65.2', 'private'],
    ['100.64.0.1', 'shared'],
    ['100.100.100.200', 'metadata'],
    ['127.0.0.1', 'loopback'],
    ['169.254.169.254', 'metadata'],
    ['169.254.1.1', 'link-local'],
    ['168.63.129.16', 'metadata'],
    ['0.0.0.0', 'unspecified'],
    ['0.1.2.3', 'reserved'],
    ['224.0.0.1', 'multicast'],
    ['255.255.255.255', 'broadcast'],
    ['250.1.1.1', 'reserved'],
    ['192.0.2.7', 'documentation'],
    ['198.18.0.1', 'benchmark'],
    ['198.20.0.1', 'public'],
    ['::', 'unspecified'],
    ['::1', 'loopback'],
    ['::ffff:127.0.0.1', 'loopback'],
    ['::ffff:8.8.8.8', 'reserved'],
    ['::10.0.0.1', 'private'],
    ['64:ff9b::10.0.0.1', 'private'],
    ['64:ff9b::8.8.8.8', 'public'],
    ['64:ff9b:1::8.8.8.8', 'reserved'],
    ['2002:a00:1::', 'private'],
    ['2002:808:808::', 'reserved'],
    ['2001::1', 'reserved'],
    ['2001:db8::1', 'documentation'],
    ['fd00:ec2::254', 'metadata'],
    ['fc00::1', 'unique-local'],
    ['fe80::1', 'link-local'],
    ['fec0::1', 'private'],
    ['ff02::1', 'multicast'],
    ['2606:4700::1111', 'public'],
    ['4000::1', 'reserved'],
    ['fe80::1%eth0', 'not-an-address'],
    ['127.1', 'not-an-address'],
    ['0177.0.0.1', 'not-an-address'],
    ['2130706433', 'not-an-address'],
    ['', 'not-an-address'],
    ['1.2.3.4.5', 'not-an-address'],
    ['1::2::3', 'not-an-address'],
    ['1:2:3:4:5:6:7', 'not-an-address'],
  ])('%s is %s', (address, kind) => {
    expect(classifyAddress(address)).toBe(kind);
  });

  it('agrees with the definition of the private ranges for every address', () => {
    fc.assert(
      fc.property(fc.ipV4(), (address) => {
        const [a = 0, b = 0] = address.split('.').map(Number);
        const isPrivate = a === 10 || (a === 172 && b >= 16 && b < 32) || (a === 192 && b === 168);
        expect(classifyAddress(address) === 'private').toBe(isPrivate);
        if (a === 127) expect(classifyAddress(address)).toBe('loopback');
        if (a >= 224) expect(classifyAddress(address)).not.toBe('public');
      }),
      { numRuns: propertyRuns(200) },
    );
  });

  it('never calls an address public that carries a non-public IPv4 address inside', () => {
    fc.assert(
      fc.property(fc.ipV4(), (address) => {
        const inner = classifyAddress(address);
        expect(classifyAddress(`::ffff:${address}`)).not.toBe('public');
        expect(classifyAddress(`::${address}`)).not.toBe('public');
        expect(classifyAddress(`64:ff9b::${address}`) === 'public').toBe(inner === 'public');
      }),
    );
  });

  it('reads every spelling of an IPv6 address alike', () => {
    fc.assert(
      fc.property(fc.ipV6(), (address) => {
        const groups = parseIpv6(address);
        expect(groups).toHaveLength(8);
        const written = (groups ?? []).map((group) => group.toString(16)).join(':');
        expect(classifyAddress(written)).toBe(classifyAddress(address));
        expect(classifyAddress(address.toUpperCase())).toBe(classifyAddress(address));
      }),
    );
  });

  it('never throws and never calls nonsense public', () => {
    fc.assert(
      fc.property(fc.string(), (text) => {
        if (parseIpv4(text) === undefined && parseIpv6(text) === undefined) {
          expect(classifyAddress(text)).toBe('not-an-address');
        }
      }),
    );
  });
});

describe('host services', () => {
  it('may be on the LAN or public, but never this machine or a metadata service', () => {
    expect(mayBeHostService(classifyAddress('192.168.1.10'))).toBe(true);
    expect(mayBeHostService(classifyAddress('172.17.0.1'))).toBe(true);
    for (const forbidden of [
      '127.0.0.1',
      '169.254.169.254',
      '169.254.3.4',
      '0.0.0.0',
      '224.0.0.5',
      '::1',
      'nonsense',
    ]) {
      expect(mayBeHostService(classifyAddress(forbidden))).toBe(false);
    }
  });
});

describe('sameNetwork', () => {
  it('compares under the netmask', () => {
    expect(sameNetwork('10.1.0.2', '10.1.0.6', '255.255.255.248')).toBe(true);
    expect(sameNetwork('10.1.0.2', '10.1.0.10', '255.255.255.248')).toBe(false);
    expect(sameNetwork('::1', '10.1.0.10', '255.255.255.248')).toBe(false);
  });
});
