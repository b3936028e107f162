import { describe, expect, it } from 'vitest';
import type { EngineFacts } from '../../electron/contract/engine.ts';
import { tierAdvice } from './tier-advice.ts';

const facts = (...runtimes: EngineFacts['runtimes']): EngineFacts => ({
  name: 'host',
  version: '28.5.2',
  apiVersion: '1.51',
  operatingSystem: 'Debian',
  architecture: 'x86_64',
  cpus: 4,
  memoryBytes: 1,
  cgroupVersion: '2',
  runtimes: [{ name: 'runc', tier: 'container' }, ...runtimes],
  defaultRuntime: 'runc',
  rootless: false,
  appArmor: false,
  seccomp: true,
  userns: false,
  isPodman: false,
  isDesktop: false,
  isLocal: true,
});

describe('tierAdvice', () => {
  it('says that a container shares the kernel, and how to get a better tier', () => {
    expect(tierAdvice('runc', facts())).toMatch(/shares the host’s kernel.*Install gVisor/);
    expect(tierAdvice('', facts())).toMatch(/shares the host’s kernel/);
    expect(tierAdvice('runc', undefined)).toMatch(/shares the host’s kernel/);
  });

  it('names the better tier that the engine has', () => {
    expect(tierAdvice('runc', facts({ name: 'runsc', tier: 'gvisor' }))).toContain('“runsc”');
  });

  it('says what a better tier costs', () => {
    expect(tierAdvice('runsc', facts({ name: 'runsc', tier: 'gvisor' }))).toContain('may not run');
    expect(tierAdvice('kata', facts({ name: 'kata', tier: 'microvm' }))).toContain('starts slower');
  });
});
