import { z } from 'zod';
import { flag, id, labels, listOf, mapOf, maybe, number, text, texts } from './answer-parts.ts';
import type {
  ContainerInspect,
  ContainerStats,
  ContainerSummary,
  ExecInspect,
  HostConfig,
  MountSpec,
  RootChange,
} from './api.ts';

const mount = z.object({
  Type: text,
  Name: maybe.text,
  Source: text,
  Destination: text,
  Mode: maybe.text,
  RW: flag,
  Propagation: maybe.text,
});

const hostConfig: z.ZodType<HostConfig> = z.object({
  NetworkMode: maybe.text,
  Binds: z.array(z.string()).exactOptional(),
  Mounts: z
    .array(
      z.object({
        // Also what only a container made by hand has, such as `image`.
        Type: z.string() as unknown as z.ZodType<MountSpec['Type']>,
        Source: maybe.text,
        Target: text,
        ReadOnly: maybe.flag,
        VolumeOptions: z
          .object({ NoCopy: maybe.flag, Labels: mapOf(z.string()).exactOptional() })
          .exactOptional(),
        BindOptions: z.object({ Propagation: maybe.text }).exactOptional(),
        TmpfsOptions: z.object({ SizeBytes: maybe.number, Mode: maybe.number }).exactOptional(),
      }),
    )
    .exactOptional(),
  Tmpfs: mapOf(z.string()).exactOptional(),
  Memory: maybe.number,
  MemorySwap: maybe.number,
  NanoCpus: maybe.number,
  CpuQuota: maybe.number,
  CpuPeriod: maybe.number,
  PidsLimit: maybe.number,
  ReadonlyRootfs: maybe.flag,
  Privileged: maybe.flag,
  CapAdd: z.array(z.string()).exactOptional(),
  CapDrop: z.array(z.string()).exactOptional(),
  SecurityOpt: z.array(z.string()).exactOptional(),
  Init: maybe.flag,
  Runtime: maybe.text,
  Dns: z.array(z.string()).exactOptional(),
  ExtraHosts: z.array(z.string()).exactOptional(),
  RestartPolicy: z.object({ Name: text, MaximumRetryCount: maybe.number }).exactOptional(),
  LogConfig: z.object({ Type: text, Config: labels }).exactOptional(),
  PidMode: maybe.text,
  IpcMode: maybe.text,
  UTSMode: maybe.text,
  UsernsMode: maybe.text,
  CgroupnsMode: maybe.text,
  Devices: z
    .array(z.object({ PathOnHost: text, PathInContainer: text, CgroupPermissions: text }))
    .exactOptional(),
  GroupAdd: z.array(z.string()).exactOptional(),
  PortBindings: mapOf(z.array(z.object({ HostIp: maybe.text, HostPort: maybe.text }))).exactOptional(),
  Sysctls: mapOf(z.string()).exactOptional(),
  Ulimits: z.array(z.object({ Name: text, Soft: number, Hard: number })).exactOptional(),
  AutoRemove: maybe.flag,
  MaskedPaths: z.array(z.string()).exactOptional(),
  ReadonlyPaths: z.array(z.string()).exactOptional(),
  ShmSize: maybe.number,
  OomKillDisable: maybe.flag,
  DeviceRequests: z
    .array(z.object({ Driver: text, Count: maybe.number, DeviceIDs: z.array(z.string()).exactOptional() }))
    .exactOptional(),
});

const endpoint = z.object({
  NetworkID: maybe.text,
  IPAddress: maybe.text,
  Gateway: maybe.text,
  GlobalIPv6Address: maybe.text,
  Aliases: z.array(z.string()).exactOptional(),
  IPAMConfig: z.object({ IPv4Address: maybe.text }).exactOptional(),
});

export const containerInspect: z.ZodType<ContainerInspect> = z.object({
  Id: id,
  Name: text,
  Created: text,
  Image: text,
  Path: text,
  Args: texts,
  Driver: text,
  RestartCount: number,
  AppArmorProfile: text,
  SizeRw: maybe.number,
  State: z.object({
    Status: text,
    Running: flag,
    Paused: flag,
    Restarting: flag,
    OOMKilled: flag,
    Dead: flag,
    Pid: number,
    ExitCode: number,
    Error: text,
    StartedAt: text,
    FinishedAt: text,
  }),
  HostConfig: hostConfig.prefault({}),
  Config: z.object({
    Hostname: text,
    User: text,
    Env: texts,
    // Nothing here is not an empty command: the image's own counts.
    Cmd: z.array(z.string()).nullable().default(null),
    Entrypoint: z.array(z.string()).nullable().default(null),
    Image: text,
    WorkingDir: text,
    Labels: labels,
    Tty: flag,
    OpenStdin: flag,
  }),
  Mounts: listOf(mount),
  NetworkSettings: z
    .object({
      Ports: mapOf(z.array(z.object({ HostIp: text, HostPort: text }))).default({}),
      Networks: mapOf(endpoint).default({}),
    })
    .prefault({}),
});

/**
 * An engine that was killed while it removed a container lists it until its next start, dead and without a name, and says
 * of it that it does not exist.
 */
const isThere = ({ State, Names }: ContainerSummary) => State !== 'dead' || Names.length > 0;

export const containerSummaries: z.ZodType<ContainerSummary[]> = listOf(
  z.object({
    Id: id,
    Names: texts,
    Image: text,
    ImageID: text,
    Created: number,
    State: text,
    Status: text,
    Labels: labels,
  }),
).transform((summaries) => summaries.filter(isThere));

export const rootChanges: z.ZodType<RootChange[]> = listOf(z.object({ Path: text, Kind: number }));

/** A container that just ended has neither titles nor processes. */
export const processes = z.object({ Titles: texts, Processes: listOf(texts) });

const cpu = z.object({
  cpu_usage: z
    .object({ total_usage: number, percpu_usage: z.array(z.number()).exactOptional() })
    .prefault({}),
  system_cpu_usage: maybe.number,
  online_cpus: maybe.number,
});

export const containerStats: z.ZodType<ContainerStats> = z.object({
  read: text,
  preread: text,
  cpu_stats: cpu.prefault({}),
  precpu_stats: cpu.prefault({}),
  memory_stats: z
    .object({ usage: maybe.number, limit: maybe.number, stats: mapOf(z.number()).exactOptional() })
    .prefault({}),
  blkio_stats: z
    .object({
      io_service_bytes_recursive: z.array(z.object({ op: text, value: number })).exactOptional(),
    })
    .exactOptional(),
  networks: mapOf(z.object({ rx_bytes: number, tx_bytes: number })).exactOptional(),
  pids_stats: z.object({ current: maybe.number, limit: maybe.number }).exactOptional(),
});

export const execInspect: z.ZodType<ExecInspect> = z.object({
  ID: text,
  Running: flag,
  ExitCode: z.number().nullable().default(null),
  Pid: number,
});
