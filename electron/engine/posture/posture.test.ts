import { describe, expect, it } from 'vitest';
import { sampleSpec } from '../../contract/agent.fixture.ts';
import type { EngineFacts } from '../../contract/engine.ts';
import { DEFAULT_MCP_GRANT } from '../../contract/mcp-grant.ts';
import { defaultSpec } from '../../contract/presets.ts';
import type { HostConfig, MountPoint, NetworkInspect } from '../docker/api.ts';
import { seccompProfileText } from '../seccomp/seccomp.ts';
import { agentNetwork, engineFacts, hardenedInspect } from './inspect.fixture.ts';
import { posture } from './posture.ts';

type Change = Parameters<typeof hardenedInspect>[0];

function judge(
  change: Change = {},
  networks: NetworkInspect[] = [agentNetwork()],
  facts: Partial<EngineFacts> = {},
) {
  return posture(hardenedInspect(change), networks, engineFacts(facts));
}
/** Ids of everything that is not good, without the standing remarks of an engine without AppArmor and gVisor. */
function problems(result: ReturnType<typeof judge>): string[] {
  return result.findings
    .filter(({ severity, id }) => severity !== 'good' && id !== 'apparmor.absent' && id !== 'tier.container')
    .map(({ id }) => id);
}
const bind = (source: string, change: Partial<MountPoint> = {}): Change => ({
  Mounts: [{ Type: 'bind', Source: source, Destination: '/x', RW: true, Propagation: 'rprivate', ...change }],
});

describe('posture', () => {
  it('calls a hardened agent strong, and says that it shares the kernel', () => {
    const result = judge();
    expect(result.level).toBe('Strong');
    expect(result.tier).toBe('container');
    expect(problems(result)).toEqual([]);
    expect(result.findings.map(({ id }) => id)).toContain('tier.container');
  });

  it('calls a grant to use the MCP server a weakness', () => {
    const granted = posture(hardenedInspect({}), [agentNetwork()], engineFacts({}), DEFAULT_MCP_GRANT);
    expect(granted.level).toBe('Moderate');
    expect(problems(granted)).toEqual(['mcp.granted']);
  });

  it('says which secrets the agent itself has', () => {
    const secrets = (['gateway', 'file', 'environment'] as const).map((delivery, index) => ({
      secretId: String(index).repeat(24),
      delivery,
    }));
    const spec = { ...defaultSpec('custom', 'balanced'), name: 'a', image: 'busybox', secrets };
    const result = judge({ config: { Labels: { 'dev.bulkhead.spec': JSON.stringify(spec) } } });
    expect(problems(result)).toEqual(['secrets.environment', 'secrets.file']);
    expect(result.level).toBe('Moderate');
  });

  it('says that an agent acts without asking, and counts it where the agent changes a folder of this machine', () => {
    const labelled = (actsWithoutAsking: boolean) => ({
      config: { Labels: { 'dev.bulkhead.spec': JSON.stringify(sampleSpec({ actsWithoutAsking })) } },
    });
    expect(problems(judge(labelled(false)))).toEqual([]);
    const contained = judge(labelled(true));
    expect([problems(contained), contained.level]).toEqual([['acting'], 'Strong']);
    const inFolder = judge({ ...bind('/home/me/project'), ...labelled(true) });
    expect([problems(inFolder), inFolder.level]).toEqual([['acting', 'mount.folder'], 'Moderate']);
    const broken = { config: { Labels: { 'dev.bulkhead.spec': '{' } } };
    expect(problems(judge(broken))).toEqual([]);
  });

  it('calls a container with the engine’s defaults weak', () => {
    const result = judge(
      {
        host: {
          NetworkMode: 'default',
          Memory: 0,
          MemorySwap: 0,
          NanoCpus: 0,
          PidsLimit: null,
          ReadonlyRootfs: false,
          CapDrop: null,
          SecurityOpt: null,
        },
        config: { User: '' },
        NetworkSettings: { Ports: {}, Networks: { bridge: {} } },
      },
      [agentNetwork({ Name: 'bridge', Internal: false, Options: {} })],
    );
    expect(result.level).toBe('Weak');
    expect(problems(result)).toEqual([
      'network.not-internal',
      'capabilities.kept',
      'no-new-privileges.missing',
      'user.root',
      'root.writable',
      'limit.memory',
      'limit.pids',
      'limit.cpus',
    ]);
  });

  it('lets one weakness make it moderate, four make it weak, and puts the worst first', () => {
    expect(judge({ host: { ReadonlyRootfs: false } }).level).toBe('Moderate');
    const four = judge({
      host: { ReadonlyRootfs: false, Memory: 0, PidsLimit: 0, NanoCpus: 0, PortBindings: { '80/tcp': [{}] } },
    });
    expect(four.level).toBe('Weak');
    expect(judge({ host: { Privileged: true } }).findings[0]?.severity).toBe('critical');
  });

  const cases: [string, HostConfig, string[]][] = [
    ['privileged', { Privileged: true }, ['privileged', 'seccomp.unconfined']],
    ['a dangerous capability', { CapAdd: ['CAP_SYS_ADMIN'] }, ['capabilities.dangerous']],
    ['a harmless capability, in lower case', { CapAdd: ['chown'] }, ['capabilities.kept']],
    ['all capabilities', { CapAdd: ['ALL'] }, ['capabilities.dangerous', 'capabilities.kept']],
    ['no filter', { SecurityOpt: ['no-new-privileges', 'seccomp=unconfined'] }, ['seccomp.unconfined']],
    ['switched off on purpose', { SecurityOpt: ['no-new-privileges:false'] }, ['no-new-privileges.missing']],
    [
      'a filter with holes',
      { SecurityOpt: ['no-new-privileges', 'seccomp={"defaultAction":"SCMP_ACT_ALLOW"}'] },
      ['seccomp.lax'],
    ],
    ['an unreadable filter', { SecurityOpt: ['no-new-privileges', 'seccomp={'] }, ['seccomp.custom']],
    ['unmasked paths', { MaskedPaths: [], ReadonlyPaths: [] }, ['paths.unmasked']],
    ['host processes', { PidMode: 'host' }, ['namespace.pid']],
    ['another’s processes', { PidMode: 'container:x' }, ['namespace.pid-shared']],
    ['host memory', { IpcMode: 'host' }, ['namespace.ipc']],
    ['the host’s name', { UTSMode: 'host' }, ['namespace.uts']],
    ['the host’s cgroups', { CgroupnsMode: 'host' }, ['namespace.cgroup']],
    ['sysctls', { Sysctls: { 'net.core.somaxconn': '1024' } }, ['sysctls']],
    ['host network', { NetworkMode: 'host' }, ['network.host']],
    ['another’s network', { NetworkMode: 'container:abc' }, ['network.shared']],
    ['no memory limit', { Memory: 0 }, ['limit.memory']],
    ['unlimited swap', { MemorySwap: -1 }, ['limit.swap']],
    ['extra swap', { MemorySwap: 1024 * 1024 * 1024 }, ['limit.swap-extra']],
    ['unlimited processes', { PidsLimit: -1 }, ['limit.pids']],
    ['an out-of-memory killer that is off', { OomKillDisable: true }, ['limit.oom']],
    [
      'a disk',
      { Devices: [{ PathOnHost: '/dev/sda', PathInContainer: '/d', CgroupPermissions: 'rwm' }] },
      ['device.disk'],
    ],
    [
      'a device',
      { Devices: [{ PathOnHost: '/dev/kvm', PathInContainer: '/d', CgroupPermissions: 'rwm' }] },
      ['device'],
    ],
    ['a graphics card', { DeviceRequests: [{ Driver: '', Count: -1 }] }, ['device.gpu']],
    ['an open port', { PortBindings: { '80/tcp': [{ HostIp: '', HostPort: '' }] } }, ['ports.public']],
    ['a local port', { PortBindings: { '80/tcp': [{ HostIp: '127.0.0.1' }] } }, ['ports.loopback']],
  ];
  it.each(cases)('finds %s', (_, host, expected) => {
    expect(problems(judge({ host }))).toEqual(expected);
  });

  it.each([
    ['/var/run/docker.sock', 'mount.engine-socket'],
    ['/run/user/1000/podman/podman.sock', 'mount.engine-socket'],
    ['//./pipe/docker_engine', 'mount.engine-socket'],
    ['/var/run', 'mount.engine-socket'],
    ['/', 'mount.engine-socket'],
    ['/var/lib/docker/volumes', 'mount.engine-socket'],
    ['/home/ada', 'mount.home'],
    ['/Users/ada/', 'mount.home'],
    ['C:\\Users\\ada', 'mount.home'],
    ['/host_mnt/Users/ada', 'mount.home'],
    ['/home/ada/.ssh', 'mount.credentials'],
    ['/home/ada/.config/gcloud', 'mount.credentials'],
    ['/etc/ssl', 'mount.system'],
    ['/home/ada/projects/etc', 'mount.folder'],
    ['/run/desktop/mnt/host/c/Users/ada/project', 'mount.folder'],
  ])('judges the bind of %s as %s', (source, expected) => {
    expect(problems(judge(bind(source)))).toEqual([expected]);
  });

  it('takes a read-only system folder for weak, a read-only socket for as bad as any', () => {
    expect(judge(bind('/etc', { RW: false })).level).toBe('Moderate');
    expect(judge(bind('/var/run/docker.sock', { RW: false })).level).toBe('Weak');
  });

  it.each([
    ['file', 'bind', '/dev/null', 'unless-stopped', ['mount.masks-restart']],
    ['folder', 'tmpfs', '', 'on-failure', ['mount.masks-restart']],
    ['file', 'bind', '/dev/null', 'no', []],
  ])('knows that the engine restarts an agent with a hidden %s (%s %s) under “%s” unasked', (...row) => {
    const [, Type, source, Name, expected] = row;
    expect(problems(judge({ ...bind(source, { Type }), host: { RestartPolicy: { Name } } }))).toEqual(
      expected,
    );
  });

  it('finds shared propagation', () => {
    expect(problems(judge(bind('/home/ada/p', { Propagation: 'rshared' })))).toEqual([
      'mount.propagation',
      'mount.folder',
    ]);
  });

  it('judges every network that the container is on', () => {
    const on = (...names: string[]) => ({
      NetworkSettings: { Ports: {}, Networks: Object.fromEntries(names.map((name) => [name, {}])) },
    });
    expect(
      problems(
        judge(on('bulkhead-otter', 'nat'), [agentNetwork(), agentNetwork({ Name: 'nat', Internal: false })]),
      ),
    ).toEqual(['network.not-internal']);
    expect(problems(judge({}, [agentNetwork({ Options: null, EnableIPv6: true })]))).toEqual([
      'network.host-reachable',
      'network.ipv6',
    ]);
    expect(problems(judge(on('gone'), []))).toEqual(['network.unknown']);
    expect(problems(judge({ host: { NetworkMode: 'none' }, ...on() }, []))).toEqual([]);
  });

  it('says that the egress of a group’s members is reachable through them', () => {
    const shared = (Containers: NetworkInspect['Containers']) =>
      judge(
        { NetworkSettings: { Ports: {}, Networks: { 'bulkhead-otter': {}, 'bulkhead-group-web': {} } } },
        [
          agentNetwork(),
          agentNetwork({ Id: 'n2', Name: 'bulkhead-group-web', Containers: Containers ?? {} }),
        ],
      );
    const member = (Name: string) => ({ Name, IPv4Address: '' });
    const alone = shared({ c0ffee: member('bulkhead-otter') });
    expect(alone.findings).toContainEqual(expect.objectContaining({ id: 'network.group', severity: 'note' }));
    const result = shared({
      c0ffee: member('bulkhead-otter'),
      b: member('bulkhead-bee'),
      x: member('foreign'),
    });
    expect(problems(result)).toEqual(['network.group', 'network.neighbours']);
    expect(result.findings.find(({ id }) => id === 'network.group')).toMatchObject({
      title: 'In the group “web” with bee',
      detail: expect.stringContaining('Its peers’ egress is reachable through them'),
    });
  });

  it('names who else is on the agent’s network, except the gateway', () => {
    const Containers = {
      c0ffee: { Name: 'bulkhead-otter', IPv4Address: '' },
      c1: { Name: 'bulkhead-gateway', IPv4Address: '' },
      c2: { Name: 'stranger', IPv4Address: '' },
    };
    const result = judge({}, [agentNetwork({ Containers })]);
    expect(problems(result)).toEqual(['network.neighbours']);
    expect(result.findings[0]?.title).toContain('stranger');
  });

  it('tells the tier by the runtime in force, also one that the engine no longer lists', () => {
    expect(
      judge({ host: { Runtime: 'runsc', SecurityOpt: ['no-new-privileges', 'seccomp=unconfined'] } }),
    ).toMatchObject({ level: 'Strong', tier: 'gvisor' });
    expect(judge({ host: { Runtime: 'io.containerd.kata.v2' } }).tier).toBe('microvm');
    expect(judge({ host: { Runtime: '' } }).tier).toBe('container');
  });

  it('weighs root by what root is outside', () => {
    expect(problems(judge({ config: { User: '0:0' } }))).toEqual(['user.root']);
    expect(problems(judge({ config: { User: 'root' } }, undefined, { rootless: true }))).toEqual([
      'user.mapped-root',
    ]);
    expect(
      problems(judge({ host: { UsernsMode: 'host' }, config: { User: '' } }, undefined, { userns: true })),
    ).toEqual(['user.root', 'namespace.user']);
  });

  it('expects AppArmor where the host has it, and a filter from every engine', () => {
    expect(problems(judge({ AppArmorProfile: 'docker-default' }, undefined, { appArmor: true }))).toEqual([]);
    expect(
      problems(
        judge({ host: { SecurityOpt: ['no-new-privileges', 'apparmor=unconfined'] } }, undefined, {
          appArmor: true,
        }),
      ),
    ).toEqual(['apparmor.unconfined']);
    expect(problems(judge({}, undefined, { seccomp: false }))).toEqual(['seccomp.unavailable']);
  });

  it('praises the tightened filter', () => {
    const SecurityOpt = [
      'no-new-privileges',
      `seccomp=${seccompProfileText({ kind: 'tightened' }, undefined)}`,
    ];
    expect(judge({ host: { SecurityOpt } }).findings.map(({ id }) => id)).toContain('seccomp.tightened');
  });
});
