import { describe, expect, it } from 'vitest';
import { installCommand, missingPackages } from './debian.mjs';

describe('missingPackages', () => {
  it('names what is not installed, in the order asked for', () => {
    expect(missingPackages(['xvfb', 'tini', 'curl'], new Set(['tini']))).toEqual(['xvfb', 'curl']);
  });

  it("takes a package that Debian's 64-bit-time transition renamed", () => {
    expect(missingPackages(['libasound2'], new Set(['libasound2t64']))).toEqual([]);
  });
});

it('tells a person the command that installs what is missing', () => {
  expect(installCommand(['xvfb', 'xauth'])).toBe('sudo apt-get install --no-install-recommends xvfb xauth');
});
