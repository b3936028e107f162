import type { EngineFacts } from '../../contract/engine.ts';

/** An ordinary local engine, for tests. */
export const facts: EngineFacts = {
  name: 'host',
  version: '20.10.24',
  apiVersion: '1.41',
  operatingSystem: 'Debian',
  architecture: 'x86_64',
  cpus: 4,
  memoryBytes: 16 * 2 ** 30,
  cgroupVersion: '2',
  runtimes: [
    { name: 'runc', tier: 'container' },
    { name: 'runsc', tier: 'gvisor' },
  ],
  defaultRuntime: 'runc',
  rootless: false,
  appArmor: true,
  seccomp: true,
  userns: false,
  isPodman: false,
  isDesktop: false,
  isLocal: true,
};
