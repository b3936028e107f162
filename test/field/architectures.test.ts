import { expect, it } from 'vitest';
import { checkArchitecture } from '../../electron/engine/images/architecture.ts';

const machine = (architecture: string, operatingSystem = 'Debian GNU/Linux 12 (bookworm)') => ({
  architecture,
  operatingSystem,
});

// First reported as https://github.com/tonistiigi/binfmt/issues/115 and
// https://github.com/CIROH-UA/NGIAB-CloudInfra/issues/276.
it('an image of another architecture is refused with both named', () => {
  const check = () => checkArchitecture('acme/tool', { Architecture: 'arm64' }, machine('x86_64'));
  expect(check).toThrow('“acme/tool” is an image for arm64, and the engine’s machine is amd64 (x86_64)');
});

it.each([
  ['amd64', machine('x86_64')],
  ['386', machine('x86_64')],
  ['arm', machine('aarch64')],
  ['amd64', machine('aarch64', 'Docker Desktop')],
  ['amd64', machine('aarch64', 'OrbStack')],
  [undefined, machine('x86_64')],
  ['loong64', machine('loongarch64')],
])('an image for %s runs on %j', (architecture, facts) => {
  expect(() => checkArchitecture('acme/tool', { Architecture: architecture }, facts)).not.toThrow();
});
