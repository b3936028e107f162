/**
 * The parts of the Docker Engine API (v1.41) that the app reads or writes, with the API's names. Only the engine host
 * uses them; windows get the contract's own types.
 */

export interface MountPoint {
  Type: string;
  Name?: string;
  Source: string;
  Destination: string;
  Mode?: string;
  RW: boolean;
  Propagation?: string;
}

export interface MountSpec {
  Type: 'bind' | 'volume' | 'tmpfs';
  Source?: string;
  Target: string;
  ReadOnly?: boolean;
  VolumeOptions?: { NoCopy?: boolean; Labels?: Record<string, string> };
  BindOptions?: { Propagation?: string };
  TmpfsOptions?: { SizeBytes?: number; Mode?: number };
}

export interface HostConfig {
  NetworkMode?: string;
  Binds?: string[] | null;
  Mounts?: MountSpec[];
  Tmpfs?: Record<string, string>;
  Memory?: number;
  MemorySwap?: number;
  NanoCpus?: number;
  CpuQuota?: number;
  CpuPeriod?: number;
  PidsLimit?: number | null;
  ReadonlyRootfs?: boolean;
  Privileged?: boolean;
  CapAdd?: string[] | null;
  CapDrop?: string[] | null;
  SecurityOpt?: string[] | null;
  Init?: boolean;
  Runtime?: string;
  Dns?: string[];
  ExtraHosts?: string[] | null;
  RestartPolicy?: { Name: string; MaximumRetryCount?: number };
  LogConfig?: { Type: string; Config: Record<string, string> };
  PidMode?: string;
  IpcMode?: string;
  UTSMode?: string;
  UsernsMode?: string;
  CgroupnsMode?: string;
  Devices?: { PathOnHost: string; PathInContainer: string; CgroupPermissions: string }[] | null;
  GroupAdd?: string[] | null;
  PortBindings?: Record<string, { HostIp?: string; HostPort?: string }[]> | null;
  Sysctls?: Record<string, string> | null;
  Ulimits?: { Name: string; Soft: number; Hard: number }[] | null;
  AutoRemove?: boolean;
  MaskedPaths?: string[] | null;
  ReadonlyPaths?: string[] | null;
  ShmSize?: number;
  OomKillDisable?: boolean | null;
  DeviceRequests?: { Driver: string; Count?: number; DeviceIDs?: string[] | null }[] | null;
}

export interface EndpointSettings {
  NetworkID?: string;
  IPAddress?: string;
  Gateway?: string;
  GlobalIPv6Address?: string;
  Aliases?: string[] | null;
  IPAMConfig?: { IPv4Address?: string } | null;
}

/** Body of `POST /containers/create`. */
export interface ContainerCreate {
  Image: string;
  Hostname?: string;
  User?: string;
  WorkingDir?: string;
  Entrypoint?: string[];
  Cmd?: string[];
  Env?: string[];
  Labels?: Record<string, string>;
  OpenStdin?: boolean;
  StdinOnce?: boolean;
  Tty?: boolean;
  AttachStdin?: boolean;
  ExposedPorts?: Record<string, object>;
  HostConfig: HostConfig;
  NetworkingConfig?: { EndpointsConfig: Record<string, EndpointSettings> };
}

/** Answer of `GET /containers/{id}/json`. */
export interface ContainerInspect {
  Id: string;
  Name: string;
  Created: string;
  Image: string;
  Path: string;
  Args: string[];
  Driver: string;
  RestartCount: number;
  AppArmorProfile: string;
  SizeRw?: number;
  State: {
    Status: string;
    Running: boolean;
    Paused: boolean;
    Restarting: boolean;
    OOMKilled: boolean;
    Dead: boolean;
    Pid: number;
    ExitCode: number;
    Error: string;
    StartedAt: string;
    FinishedAt: string;
  };
  HostConfig: HostConfig;
  Config: {
    Hostname: string;
    User: string;
    Env: string[] | null;
    Cmd: string[] | null;
    Entrypoint: string[] | null;
    Image: string;
    WorkingDir: string;
    Labels: Record<string, string>;
    Tty: boolean;
    OpenStdin: boolean;
  };
  Mounts: MountPoint[];
  NetworkSettings: {
    Ports: Record<string, { HostIp: string; HostPort: string }[] | null> | null;
    Networks: Record<string, EndpointSettings>;
  };
}

/** One entry of `GET /containers/{id}/changes`: 0 modified, 1 added, 2 deleted. */
export interface RootChange {
  Path: string;
  Kind: number;
}

/** One entry of `GET /containers/json`. */
export interface ContainerSummary {
  Id: string;
  Names: string[];
  Image: string;
  ImageID: string;
  Created: number;
  State: string;
  Status: string;
  Labels: Record<string, string>;
}

/** Body of `POST /networks/create`. */
export interface NetworkCreate {
  Name: string;
  Driver: 'bridge';
  Internal: boolean;
  EnableIPv6: boolean;
  CheckDuplicate?: boolean;
  IPAM?: { Config: { Subnet: string; Gateway?: string }[] };
  Options?: Record<string, string>;
  Labels?: Record<string, string>;
}

export interface NetworkInspect {
  Id: string;
  Name: string;
  Driver: string;
  Internal: boolean;
  EnableIPv6: boolean;
  IPAM: { Config: { Subnet?: string; Gateway?: string }[] | null };
  Options: Record<string, string> | null;
  Labels: Record<string, string> | null;
  Containers?: Record<string, { Name: string; IPv4Address: string }>;
}

export interface VolumeCreate {
  Name: string;
  DriverOpts?: Record<string, string>;
  Labels?: Record<string, string>;
}

export interface VolumeInspect {
  Name: string;
  Driver: string;
  Mountpoint: string;
  CreatedAt?: string;
  Labels: Record<string, string> | null;
  UsageData?: { Size: number; RefCount: number } | null;
}

/** One line of `GET /events`. */
export interface EngineEvent {
  Type: 'container' | 'network' | 'volume' | 'image' | string;
  Action: string;
  Actor: { ID: string; Attributes: Record<string, string> };
  time: number;
  timeNano: number;
}

/** Answer of `GET /containers/{id}/stats`, cgroup v1 and v2. */
export interface ContainerStats {
  read: string;
  preread: string;
  cpu_stats: CpuStats;
  precpu_stats: CpuStats;
  memory_stats: { usage?: number; limit?: number; stats?: Record<string, number> };
  blkio_stats?: { io_service_bytes_recursive?: { op: string; value: number }[] | null };
  networks?: Record<string, { rx_bytes: number; tx_bytes: number }>;
  pids_stats?: { current?: number; limit?: number };
}

export interface CpuStats {
  cpu_usage: { total_usage: number; percpu_usage?: number[] | null };
  system_cpu_usage?: number;
  online_cpus?: number;
}

export interface ExecCreate {
  Cmd: string[];
  AttachStdin?: boolean;
  AttachStdout?: boolean;
  AttachStderr?: boolean;
  Tty?: boolean;
  Env?: string[];
  User?: string;
  WorkingDir?: string;
}

export interface ExecInspect {
  ID: string;
  Running: boolean;
  ExitCode: number | null;
  Pid: number;
}
