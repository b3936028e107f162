import { describe, expect, it } from 'vitest';
import { chooseApiVersion, compareApiVersions, readFacts, runtimeTier } from './facts.ts';

describe('readFacts', () => {
  it('reads a rootless Docker on cgroup v2 with gVisor and Kata', () => {
    const facts = readFacts(
      { Version: '26.1.5', ApiVersion: '1.45', Components: [{ Name: 'Engine' }] },
      {
        CgroupVersion: '2',
        Runtimes: {
          runc: { path: 'runc' },
          runsc: { path: '/usr/bin/runsc' },
          k: { runtimeType: 'io.containerd.kata.v2' },
        },
        DefaultRuntime: 'runc',
        SecurityOptions: ['name=seccomp,profile=builtin', 'name=rootless', 'name=cgroupns'],
      },
      true,
    );
    expect(facts).toMatchObject({
      cgroupVersion: '2',
      rootless: true,
      seccomp: true,
      appArmor: false,
      userns: false,
      isPodman: false,
      isLocal: true,
    });
    expect(facts.runtimes).toEqual([
      { name: 'runc', tier: 'container' },
      { name: 'runsc', tier: 'gvisor' },
      { name: 'k', tier: 'microvm' },
    ]);
  });

  it('recognises Podman and Docker Desktop', () => {
    expect(
      readFacts({ Components: [{ Name: 'Podman Engine' }] }, { CgroupVersion: 'v2' }, true),
    ).toMatchObject({ isPodman: true, cgroupVersion: '2' });
    expect(readFacts({}, { OperatingSystem: 'Docker Desktop' }, true).isDesktop).toBe(true);
  });

  it('names the limits that the engine says it has no control groups for', () => {
    const info = { MemoryLimit: false, CpuCfsQuota: false, PidsLimit: true };
    expect(readFacts({}, info, true).unenforcedLimits).toEqual(['memory', 'cpus']);
    expect(readFacts({}, { MemoryLimit: true }, true).unenforcedLimits).toBeUndefined();
  });

  it('survives answers with nothing in them', () => {
    expect(readFacts({}, { Runtimes: null, SecurityOptions: null }, false)).toMatchObject({
      runtimes: [],
      isLocal: false,
    });
  });
});

describe('runtimeTier', () => {
  it.each([
    ['kata-runtime', 'microvm'],
    ['io.containerd.kata.v2', 'microvm'],
    ['runsc-kvm', 'gvisor'],
    ['io.containerd.runc.v2', 'container'],
    ['nvidia', 'container'],
  ])('%s is %s', (name, tier) => expect(runtimeTier(name)).toBe(tier));
});

describe('API versions', () => {
  it('compares by number, not by text', () => {
    expect(compareApiVersions('1.9', '1.41')).toBeLessThan(0);
    expect(compareApiVersions('1.41', '1.41')).toBe(0);
  });

  it.each([
    ['1.40', undefined, undefined],
    ['', undefined, undefined],
    ['1.41', '1.12', '1.41'],
    ['1.48', '1.24', '1.48'],
    ['1.99', '1.44', '1.51'],
    ['1.99', '1.60', '1.60'],
  ])('speaks with an engine of %s (oldest %s) version %s', (ApiVersion, MinAPIVersion, chosen) => {
    expect(chooseApiVersion({ ApiVersion, ...(MinAPIVersion ? { MinAPIVersion } : {}) })).toBe(chosen);
  });
});
