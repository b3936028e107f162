import type { ContainerStats } from '../docker/api.ts';

/** Recorded on Engine 20.10, cgroup v1: a busy loop after 8 MiB were written. Two payloads, 1.01 s apart. */
export function cgroupV1(change: Partial<ContainerStats> = {}): ContainerStats {
  return {
    read: '2026-11-21T04:49:53.979744916Z',
    preread: '2026-11-21T04:49:52.968002282Z',
    pids_stats: { current: 1 },
    blkio_stats: { io_service_bytes_recursive: [] },
    cpu_stats: {
      cpu_usage: { total_usage: 1363110435, percpu_usage: [1352338064, 10772371] },
      system_cpu_usage: 8914120000000,
      online_cpus: 2,
    },
    precpu_stats: {
      cpu_usage: { total_usage: 1074183623, percpu_usage: [1063411252, 10772371] },
      system_cpu_usage: 8912130000000,
      online_cpus: 2,
    },
    memory_stats: {
      usage: 9187328,
      limit: 67108864,
      stats: {
        active_file: 8622080,
        cache: 8622080,
        inactive_file: 0,
        rss: 61440,
        total_active_file: 8622080,
        total_inactive_file: 4096,
      },
    },
    networks: { eth0: { rx_bytes: 1042, tx_bytes: 0 } },
    ...change,
  };
}

export function cgroupV1Before(): ContainerStats {
  const { preread, precpu_stats } = cgroupV1();
  return cgroupV1({ read: preread, cpu_stats: precpu_stats });
}

/** The same in moby's documented format for cgroup v2: no `percpu_usage`, lower-case operations, other memory names. */
export function cgroupV2(second = 0): ContainerStats {
  return {
    read: `2026-11-21T05:00:0${second}.000000000Z`,
    preread: '0001-01-01T00:00:00Z',
    pids_stats: { current: 3 },
    blkio_stats: {
      io_service_bytes_recursive: [
        { op: 'read', value: 4096 * second },
        { op: 'write', value: 8192 * second },
        { op: 'read', value: 1024 * second },
      ],
    },
    cpu_stats: {
      cpu_usage: { total_usage: 500_000_000 * second },
      system_cpu_usage: 4_000_000_000 * second,
      online_cpus: 4,
    },
    precpu_stats: { cpu_usage: { total_usage: 0 } },
    memory_stats: {
      usage: 50_000_000,
      limit: 536870912,
      stats: { anon: 20_000_000, file: 28_000_000, inactive_file: 18_000_000, active_file: 10_000_000 },
    },
    networks: {
      eth0: { rx_bytes: 1000 * second, tx_bytes: 500 * second },
      eth1: { rx_bytes: 200 * second, tx_bytes: 0 },
    },
  };
}
