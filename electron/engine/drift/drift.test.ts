import { describe, expect, it } from 'vitest';
import { type AgentSpecInput, agentSpecSchema } from '../../contract/agent-spec.ts';
import type { HostConfig, NetworkInspect } from '../docker/api.ts';
import { agentNetwork, hardenedInspect } from '../posture/inspect.fixture.ts';
import { type DriftSubject, drift } from './drift.ts';

const MIB = 1024 * 1024;
const GATEWAY = 'gateway-id';
const specInput: AgentSpecInput = {
  version: 1,
  name: 'otter',
  type: 'custom',
  image: 'busybox',
  resources: { memoryBytes: 512 * MIB, cpus: 1, pids: 256 },
  isolation: {},
  egress: { mode: 'off' },
};
const members = {
  c0ffee: { Name: 'bulkhead-otter', IPv4Address: '' },
  [GATEWAY]: { Name: 'bulkhead-gateway', IPv4Address: '' },
};
const own = (change: Partial<NetworkInspect> = {}) =>
  agentNetwork({ Name: 'bulkhead-otter', Containers: members, ...change });
const bridge = agentNetwork({ Id: 'n2', Name: 'bridge', Internal: false, Options: {} });

function differences(
  change: Partial<DriftSubject> & { host?: HostConfig; spec?: DriftSubject['spec'] } = {},
) {
  const { host, ...rest } = change;
  return drift({
    agentId: 'otter',
    spec: agentSpecSchema.parse(specInput),
    inspect: hardenedInspect(host ? { host } : {}),
    networks: [own()],
    gatewayId: GATEWAY,
    facts: { isPodman: false, rootless: false },
    agentContainers: new Set(['c0ffee']),
    ...rest,
  });
}
const seen = (change: Parameters<typeof differences>[0]) =>
  differences(change).map(({ id, remedy }) => `${id} ${remedy}`);

describe('drift', () => {
  it('finds nothing in an agent as the app made it', () => {
    expect(differences()).toEqual([]);
  });

  it('says what a foreign network is and does', () => {
    const inspect = hardenedInspect({
      NetworkSettings: { Ports: {}, Networks: { 'bulkhead-otter': {}, bridge: {} } },
    });
    expect(differences({ inspect, networks: [own(), bridge] })).toEqual([
      {
        id: 'network.bridge',
        subject: 'Network “bridge”',
        expected: 'Not connected',
        actual: 'Connected: it leads outside, past the gateway',
        remedy: 'live',
      },
    ]);
  });

  it.each<[string, HostConfig, string[]]>([
    ['memory', { Memory: 64 * MIB, MemorySwap: 64 * MIB }, ['limit.memory live']],
    ['swap', { MemorySwap: 1024 * MIB }, ['limit.swap live']],
    ['no word on swap', { MemorySwap: -1 }, []],
    ['CPUs', { NanoCpus: 2e9 }, ['limit.cpus live']],
    ['a CPU quota', { NanoCpus: 0, CpuQuota: 200_000, CpuPeriod: 100_000 }, ['limit.cpus recreate']],
    ['processes', { PidsLimit: 0 }, ['limit.pids live']],
    ['the restart policy', { RestartPolicy: { Name: 'always' } }, ['restart live']],
    ['privileges', { Privileged: true }, ['privileged recreate']],
    ['a capability', { CapAdd: ['NET_RAW'] }, ['capabilities.added recreate']],
    ['kept capabilities', { CapDrop: null }, ['capabilities recreate']],
    ['a writable root', { ReadonlyRootfs: false }, ['root recreate']],
    ['new privileges', { SecurityOpt: [] }, ['no-new-privileges recreate']],
    ['no filter', { SecurityOpt: ['no-new-privileges', 'seccomp=unconfined'] }, ['seccomp recreate']],
    [
      'a device',
      { Devices: [{ PathOnHost: '/dev/fuse', PathInContainer: '/dev/fuse', CgroupPermissions: 'rwm' }] },
      ['devices recreate'],
    ],
  ])('reports %s', (_, host, expected) => {
    expect(seen({ host })).toEqual(expected);
  });

  it('reports a folder mounted by hand, and not of the agent’s own', () => {
    const mount = { Type: 'bind', Source: '/home/ada', RW: true };
    const inspect = hardenedInspect({ Mounts: [{ ...mount, Destination: '/ada' }] });
    expect(differences({ inspect })).toMatchObject([{ subject: 'Host folder at /ada', actual: '/home/ada' }]);
    const spec = agentSpecSchema.parse({
      ...specInput,
      workspace: { kind: 'host-folder', path: '/home/ada' },
    });
    expect(
      seen({ spec, inspect: hardenedInspect({ Mounts: [{ ...mount, Destination: '/workspace' }] }) }),
    ).toEqual([]);
  });

  it('reports root, but not where a rootless engine maps it to the person', () => {
    const inspect = hardenedInspect({ config: { User: '0:0' } });
    expect(seen({ inspect })).toEqual(['user recreate']);
    expect(seen({ inspect, facts: { isPodman: false, rootless: true } })).toEqual([]);
  });

  it('misses the gateway only while it is to be there, and names a neighbour', () => {
    const alone = own({ Containers: { c0ffee: members.c0ffee } });
    expect(seen({ networks: [alone] })).toEqual(['gateway live']);
    expect(seen({ networks: [alone], gatewayId: undefined })).toEqual([]);
    const stranger = own({ Containers: { ...members, x1: { Name: 'stranger', IPv4Address: '' } } });
    expect(differences({ networks: [stranger] })).toMatchObject([
      { id: 'neighbour.x1', subject: 'Container “stranger” on the agent’s network' },
    ]);
  });

  it('reports a group that was left, weakened, or joined by a stranger', () => {
    const spec = agentSpecSchema.parse({ ...specInput, group: 'web' });
    expect(seen({ spec })).toEqual(['group live']);
    const inspect = hardenedInspect({
      NetworkSettings: { Ports: {}, Networks: { 'bulkhead-otter': {}, 'bulkhead-group-web': {} } },
    });
    const web = (change: Partial<NetworkInspect> = {}) =>
      agentNetwork({
        Id: 'n2',
        Name: 'bulkhead-group-web',
        Containers: { c0ffee: members.c0ffee },
        ...change,
      });
    expect(seen({ spec, inspect, networks: [own(), web()] })).toEqual([]);
    expect(seen({ inspect, networks: [own(), web()] })).toEqual(['network.bulkhead-group-web live']);
    const stranger = web({ Internal: false, Containers: { x1: { Name: 'stranger', IPv4Address: '' } } });
    expect(seen({ spec, inspect, networks: [own(), stranger] })).toEqual([
      'group.hardening none',
      'stranger.x1 live',
    ]);
  });

  it('reports an own network that is gone, left or weakened', () => {
    expect(seen({ networks: [] })).toEqual(['network none']);
    const left = hardenedInspect({ NetworkSettings: { Ports: {}, Networks: {} } });
    expect(seen({ inspect: left })).toEqual(['network live']);
    expect(differences({ networks: [own({ Internal: false, Options: {} })] })).toMatchObject([
      { id: 'network.hardening', actual: 'It leads outside and lets the host answer on it', remedy: 'none' },
    ]);
    expect(seen({ networks: [own({ Options: {} })], facts: { isPodman: true, rootless: false } })).toEqual(
      [],
    );
  });
});
