import { describe, expect, it } from 'vitest';
import { addresses, Zone } from './zone.mjs';

describe('Zone', () => {
  it('knows its own names, in any case and with a final dot', () => {
    expect(new Zone().lookup('Allowed.TEST.')).toEqual([addresses.server]);
    expect(new Zone().lookup('deep.down.example.test')).toEqual([addresses.server]);
  });

  it('knows no other name', () => {
    expect(new Zone().lookup('registry.npmjs.org')).toBeUndefined();
  });

  it('takes names from a test', () => {
    const zone = new Zone();
    zone.setNames({ 'api.anthropic.com': ['45.10.0.11'] });
    expect(zone.lookup('api.anthropic.com')).toEqual(['45.10.0.11']);
  });

  it('opens the outside for the names that a test asks for', () => {
    const zone = new Zone();
    zone.setOutsideNames(['registry.npmjs.org']);
    const [address] = zone.lookup('registry.npmjs.org');
    expect(zone.outsideName(address)).toBe('registry.npmjs.org');
    expect(zone.lookup('deb.debian.org')).toBeUndefined();
    zone.setOutsideNames([]);
    expect(zone.lookup('registry.npmjs.org')).toBeUndefined();
  });

  it('answers rebind.test differently each time', () => {
    const zone = new Zone();
    expect(zone.lookup('rebind.test')).not.toEqual(zone.lookup('rebind.test'));
  });

  it('gives each outside name an address of its own, when the outside is open', () => {
    const zone = new Zone({ isOutside: true });
    const [address] = zone.lookup('registry.npmjs.org');
    expect(zone.lookup('deb.debian.org')).not.toEqual([address]);
    expect(zone.outsideName(address)).toBe('registry.npmjs.org');
    expect(zone.lookup('unknown.test')).toBeUndefined();
  });
});
