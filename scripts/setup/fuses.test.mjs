import { expect, it } from 'vitest';
import { buildFuses } from './fuses.mjs';

it('turns inspection off for a release', () => {
  const fuses = buildFuses({ platform: 'linux', electronVersion: '45.4.1', inspection: false });
  expect(fuses.enableNodeCliInspectArguments).toBe(false);
  expect(fuses.grantFileProtocolExtraPrivileges).toBe(false);
});

it('leaves out the fuse that an old Electron does not have', () => {
  const fuses = buildFuses({ platform: 'linux', electronVersion: '25.1.1', inspection: true });
  expect(fuses).not.toHaveProperty('grantFileProtocolExtraPrivileges');
});

it('checks the archive where Electron can', () => {
  const build = { electronVersion: '45.4.1', inspection: false };
  expect(buildFuses({ ...build, platform: 'win32' }).enableEmbeddedAsarIntegrityValidation).toBe(true);
  expect(buildFuses({ ...build, platform: 'linux' }).enableEmbeddedAsarIntegrityValidation).toBe(false);
});
