import type { EngineFacts } from '../../contract/engine.ts';
import type { ContainerInspect, HostConfig, NetworkInspect } from '../docker/api.ts';
import { facts } from '../sandbox/facts.fixture.ts';

/** For unit tests: what Engine 20.10 reports of a container that the app made with its Balanced preset. */
export function hardenedInspect(
  change: { host?: HostConfig; config?: Partial<ContainerInspect['Config']> } & Partial<
    Omit<ContainerInspect, 'HostConfig' | 'Config'>
  > = {},
): ContainerInspect {
  const { host, config, ...rest } = change;
  return {
    Id: 'c0ffee',
    Name: '/bulkhead-otter',
    Created: '2026-01-02T03:04:05.678Z',
    Image: 'sha256:1234',
    Path: 'sh',
    Args: ['-c', 'sleep 1'],
    Driver: 'overlay2',
    RestartCount: 2,
    AppArmorProfile: '',
    State: {
      Status: 'running',
      Running: true,
      Paused: false,
      Restarting: false,
      OOMKilled: false,
      Dead: false,
      Pid: 42,
      ExitCode: 0,
      Error: '',
      StartedAt: '2026-01-02T03:04:06Z',
      FinishedAt: '0001-01-01T00:00:00Z',
    },
    Mounts: [],
    NetworkSettings: { Ports: {}, Networks: { 'bulkhead-otter': { IPAddress: '10.83.0.3' } } },
    ...rest,
    HostConfig: {
      NetworkMode: 'bulkhead-otter',
      Memory: 512 * 1024 * 1024,
      MemorySwap: 512 * 1024 * 1024,
      NanoCpus: 1_000_000_000,
      PidsLimit: 256,
      ReadonlyRootfs: true,
      Privileged: false,
      CapAdd: null,
      CapDrop: ['ALL'],
      SecurityOpt: ['no-new-privileges'],
      Runtime: 'runc',
      PidMode: '',
      IpcMode: 'private',
      UTSMode: '',
      UsernsMode: '',
      CgroupnsMode: 'private',
      MaskedPaths: ['/proc/kcore'],
      ReadonlyPaths: ['/proc/sys'],
      ...host,
    },
    Config: {
      Hostname: 'otter',
      User: '1000:1000',
      Env: null,
      Cmd: ['sh'],
      Entrypoint: null,
      Image: 'busybox',
      WorkingDir: '/workspace',
      Labels: {},
      Tty: false,
      OpenStdin: true,
      ...config,
    },
  };
}

/** For unit tests: an agent's own network. */
export function agentNetwork(change: Partial<NetworkInspect> = {}): NetworkInspect {
  return {
    Id: 'n1',
    Name: 'bulkhead-otter',
    Driver: 'bridge',
    Internal: true,
    EnableIPv6: false,
    IPAM: { Config: [{ Subnet: '10.83.0.0/29' }] },
    Options: { 'com.docker.network.bridge.inhibit_ipv4': 'true' },
    Labels: {},
    ...change,
  };
}

/** For unit tests: an ordinary engine with gVisor beside runc, on a kernel without AppArmor. */
export function engineFacts(change: Partial<EngineFacts> = {}): EngineFacts {
  return { ...facts, cpus: 8, appArmor: false, ...change };
}
