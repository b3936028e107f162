import { describe, expect, it } from 'vitest';
import { agentDetailsSchema } from '../../contract/details.ts';
import type { ImageInspect } from '../docker/image-api.ts';
import { agentNetwork, engineFacts, hardenedInspect } from '../posture/inspect.fixture.ts';
import { seccompProfileText } from '../seccomp/seccomp.ts';
import { details } from './details.ts';

const image: ImageInspect = {
  Id: 'sha256:1234',
  RepoTags: ['busybox:latest'],
  RepoDigests: null,
  Created: '2026-01-01T00:00:00Z',
  Size: 2_000_000,
  Config: null,
};
const show = (change: Parameters<typeof hardenedInspect>[0] = {}, shownImage: ImageInspect | null = image) =>
  details(hardenedInspect(change), shownImage, [agentNetwork()], engineFacts());
const limit = (shown: ReturnType<typeof show>, name: string) =>
  shown.limits.find((each) => each.name === name)?.value;

describe('details', () => {
  it('fits the contract and says what is in force', () => {
    const shown = agentDetailsSchema.parse(show());
    expect(shown).toMatchObject({
      containerName: 'bulkhead-otter',
      command: ['sh', '-c', 'sleep 1'],
      user: '1000:1000',
      runtime: 'runc',
      restartCount: 2,
      image: { reference: 'busybox', sizeBytes: 2_000_000, createdAt: Date.UTC(2026, 0, 1) },
      capabilities: { dropped: ['ALL'], added: [], effective: [] },
      securityOptions: ['no-new-privileges', 'seccomp=default'],
      networks: [{ name: 'bulkhead-otter', address: '10.83.0.3', internal: true, subnet: '10.83.0.0/29' }],
    });
  });

  it('lets no environment value out, neither from the environment nor from the spec’s label', () => {
    const shown = show({
      config: {
        Env: ['TOKEN=canary=1', 'EMPTY=', 'BARE'],
        Labels: {
          'dev.bulkhead.spec': JSON.stringify({ version: 1, env: [{ name: 'TOKEN', value: 'canary' }] }),
        },
      },
    });
    expect(shown.environmentNames).toEqual(['BARE', 'EMPTY', 'TOKEN']);
    expect(JSON.stringify(shown)).not.toContain('canary');
    expect(shown.labels[0]?.value).toContain('\n  "version": 1');
  });

  it('shows a label that is no spec as it is', () => {
    const shown = show({ config: { Labels: { 'dev.bulkhead.spec': '{broken' } } });
    expect(shown.labels).toEqual([{ name: 'dev.bulkhead.spec', value: '{broken' }]);
  });

  it('names a seccomp profile instead of printing it', () => {
    const SecurityOpt = [`seccomp=${seccompProfileText({ kind: 'tightened' }, undefined)}`];
    expect(show({ host: { SecurityOpt } }).securityOptions).toEqual(['seccomp=tightened profile']);
    expect(show({ host: { SecurityOpt: null } }).securityOptions).toEqual(['seccomp=default']);
  });

  it('lists volumes, binds and tmpfs by where they are', () => {
    const shown = show({
      host: { Tmpfs: { '/tmp': 'size=100m' } },
      Mounts: [
        {
          Type: 'volume',
          Name: 'vol',
          Source: '/var/lib/docker/volumes/vol',
          Destination: '/workspace',
          RW: true,
        },
        {
          Type: 'bind',
          Source: '/srv',
          Destination: '/data',
          Mode: 'ro',
          RW: false,
          Propagation: 'rprivate',
        },
      ],
    });
    expect(shown.mounts).toEqual([
      { kind: 'bind', source: '/srv', target: '/data', readOnly: true, options: 'ro' },
      { kind: 'tmpfs', source: '', target: '/tmp', readOnly: false, options: 'size=100m' },
      { kind: 'volume', source: 'vol', target: '/workspace', readOnly: false, options: '' },
    ]);
  });

  it('shows ports in force, and those asked for when it does not run', () => {
    const requested = { '80/tcp': [{ HostIp: '', HostPort: '' }] };
    expect(show({ host: { PortBindings: requested } }).ports).toEqual([
      { container: '80/tcp', host: '0.0.0.0:chosen at start' },
    ]);
    const inForce = show({
      host: { PortBindings: requested },
      NetworkSettings: { Ports: { '80/tcp': [{ HostIp: '::1', HostPort: '32768' }] }, Networks: {} },
    });
    expect(inForce.ports).toEqual([{ container: '80/tcp', host: '::1:32768' }]);
  });

  it('puts limits in words', () => {
    expect(limit(show(), 'Memory')).toBe('512 MiB');
    expect(limit(show(), 'Swap')).toBe('None');
    expect(limit(show(), 'CPUs')).toBe('1');
    expect(limit(show({ host: { NanoCpus: 0, CpuQuota: 150_000 } }), 'CPUs')).toBe('1.5');
    const open = show({ host: { Memory: 0, MemorySwap: 0, NanoCpus: 0, PidsLimit: null } });
    expect(['Memory', 'Swap', 'CPUs', 'Processes'].map((name) => limit(open, name))).toEqual(
      Array(4).fill('Unlimited'),
    );
    expect(limit(show({ host: { MemorySwap: -1 } }), 'Swap')).toBe('Unlimited');
    expect(limit(show({ host: { MemorySwap: 1024 ** 3 } }), 'Swap')).toBe('512 MiB more');
  });

  it('does without an image that is gone, and without dates that mean nothing', () => {
    expect(show({}, null).image).toEqual({ reference: 'busybox', id: 'sha256:1234' });
    expect(show({}, { ...image, Created: '0001-01-01T00:00:00Z' }).image.createdAt).toBeUndefined();
  });
});
