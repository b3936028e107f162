import type { Sample } from '../../contract/stats.ts';
import type { ContainerStats } from '../docker/api.ts';

/** Longest interval of one sample: a longer average would draw one point for an unwatched time. */
const LONGEST_INTERVAL_MS = 20_000;

/**
 * Computes one sample from two consecutive payloads of a container, cgroup v1 or v2. undefined when they do not form
 * one: a payload of a stopped container, twice the same, or too far apart. Counters that decreased (the container
 * restarted) give a rate of 0. CPU is computed as in `docker stats`: the share of the machine's CPU time, times its
 * CPUs.
 */
export function toSample(current: ContainerStats, previous: ContainerStats, at: number): Sample | undefined {
  const intervalMs = Date.parse(current.read) - Date.parse(previous.read);
  if (!(intervalMs > 0 && intervalMs <= LONGEST_INTERVAL_MS)) return undefined;
  const now = counters(current);
  const before = counters(previous);
  const perSecond = (counter: keyof typeof now) =>
    (Math.max(0, now[counter] - before[counter]) * 1000) / intervalMs;
  return {
    at,
    cpuPercent: cpuPercent(current, previous, intervalMs),
    memoryBytes: memoryBytes(current),
    rxBytesPerSecond: perSecond('rxBytes'),
    txBytesPerSecond: perSecond('txBytes'),
    readBytesPerSecond: perSecond('readBytes'),
    writeBytesPerSecond: perSecond('writeBytes'),
    pids: current.pids_stats?.current ?? 0,
    ...now,
  };
}

/** Whether the payload is of a running container: for a stopped one the engine answers with zeros and the year 1. */
export function isLive(stats: ContainerStats): boolean {
  return Date.parse(stats.read) > 0;
}

/**
 * From this limit on, one free process slot counts as none: a program whose fork fails often exits, and frees its own
 * slot.
 */
const ROOMY_PIDS_LIMIT = 20;

/** Whether the container has reached its process limit; false when the engine does not report the limit. */
export function reachesPidsLimit({ pids_stats }: ContainerStats): boolean {
  const { current = 0, limit = 0 } = pids_stats ?? {};
  return limit > 0 && current >= (limit >= ROOMY_PIDS_LIMIT ? limit - 1 : limit);
}

function cpuPercent(current: ContainerStats, previous: ContainerStats, intervalMs: number): number {
  const used = current.cpu_stats.cpu_usage.total_usage - previous.cpu_stats.cpu_usage.total_usage;
  if (used <= 0) return 0;
  const system = (current.cpu_stats.system_cpu_usage ?? 0) - (previous.cpu_stats.system_cpu_usage ?? 0);
  const cpus = current.cpu_stats.online_cpus || current.cpu_stats.cpu_usage.percpu_usage?.length || 1;
  // Engines without the machine's CPU time (Podman) need the clock instead. Usage is in nanoseconds.
  return system > 0 ? (used / system) * cpus * 100 : (used / (intervalMs * 1e6)) * 100;
}

/** Usage minus the file cache that the kernel reclaims first; the key depends on the cgroup version. */
export function memoryBytes({ memory_stats }: ContainerStats): number {
  const usage = memory_stats.usage ?? 0;
  const cache = memory_stats.stats?.total_inactive_file ?? memory_stats.stats?.inactive_file ?? 0;
  return cache < usage ? usage - cache : usage;
}

function counters(stats: ContainerStats) {
  const networks = Object.values(stats.networks ?? {});
  const transfers = stats.blkio_stats?.io_service_bytes_recursive ?? [];
  // "Read" with cgroup v1, "read" with v2; one entry per device.
  const transferred = (op: string) =>
    sum(transfers.filter((each) => each.op.toLowerCase() === op).map((each) => each.value));
  return {
    rxBytes: sum(networks.map((network) => network.rx_bytes)),
    txBytes: sum(networks.map((network) => network.tx_bytes)),
    readBytes: transferred('read'),
    writeBytes: transferred('write'),
  };
}

const sum = (values: number[]) => values.reduce((total, value) => total + value, 0);
