import { describe, expect, it } from 'vitest';
import { cgroupV1, cgroupV1Before, cgroupV2 } from './payloads.fixture.ts';
import { isLive, memoryBytes, reachesPidsLimit, toSample } from './sample.ts';

describe('toSample', () => {
  it('counts as docker stats does, cgroup v1', () => {
    const sample = toSample(cgroupV1(), cgroupV1Before(), 7);
    expect(sample?.at).toBe(7);
    // (1363110435 − 1074183623) ns of 1.99 s of the machine's time, times 2 CPUs
    expect(sample?.cpuPercent).toBeCloseTo(29.04, 2);
    expect(sample).toMatchObject({
      memoryBytes: 9187328 - 4096,
      pids: 1,
      rxBytes: 1042,
      rxBytesPerSecond: 0,
    });
  });

  it('reads cgroup v2: rates over all networks and devices', () => {
    expect(toSample(cgroupV2(2), cgroupV2(1), 0)).toEqual({
      at: 0,
      cpuPercent: 50,
      memoryBytes: 32_000_000,
      rxBytesPerSecond: 1200,
      txBytesPerSecond: 500,
      readBytesPerSecond: 5120,
      writeBytesPerSecond: 8192,
      pids: 3,
      rxBytes: 2400,
      txBytes: 1000,
      readBytes: 10240,
      writeBytes: 16384,
    });
  });

  it('never gives a negative rate when counters start over', () => {
    const restarted = { ...cgroupV2(0), read: cgroupV2(3).read };
    const sample = toSample(restarted, cgroupV2(2), 0);
    expect(sample).toMatchObject({ cpuPercent: 0, rxBytesPerSecond: 0, readBytesPerSecond: 0 });
  });

  it('makes no point of a repeated payload, a stopped container or a long pause', () => {
    const stopped = { ...cgroupV2(1), read: '0001-01-01T00:00:00Z' };
    expect(toSample(cgroupV2(1), cgroupV2(1), 0)).toBeUndefined();
    expect(toSample(stopped, cgroupV2(1), 0)).toBeUndefined();
    expect(toSample(cgroupV2(2), stopped, 0)).toBeUndefined();
    expect(isLive(stopped)).toBe(false);
    const later = { ...cgroupV2(2), read: '2026-11-21T05:01:00Z' };
    expect(toSample(later, cgroupV2(1), 0)).toBeUndefined();
  });

  it('goes by the clock where the engine gives no machine time', () => {
    const without = (second: number) => {
      const stats = cgroupV2(second);
      return { ...stats, cpu_stats: { cpu_usage: stats.cpu_stats.cpu_usage } };
    };
    expect(toSample(without(2), without(1), 0)?.cpuPercent).toBe(50);
  });

  it('survives payloads with parts missing', () => {
    const bare = (second: number) => ({
      ...cgroupV2(second),
      networks: {},
      blkio_stats: { io_service_bytes_recursive: null },
      memory_stats: {},
      pids_stats: {},
    });
    expect(toSample(bare(2), bare(1), 0)).toMatchObject({
      memoryBytes: 0,
      rxBytes: 0,
      readBytes: 0,
      pids: 0,
    });
  });
});

it('does not take off more cache than there is usage', () => {
  expect(memoryBytes({ ...cgroupV2(), memory_stats: { usage: 10, stats: { inactive_file: 20 } } })).toBe(10);
});

it('sees a process limit that is reached, where the engine tells it', () => {
  const reaches = (pids_stats: object) => reachesPidsLimit({ ...cgroupV2(), pids_stats });
  expect([
    reaches({ current: 5, limit: 5 }),
    reaches({ current: 4, limit: 5 }),
    reaches({ current: 4 }),
    reaches({ current: 39, limit: 40 }),
    reaches({ current: 38, limit: 40 }),
  ]).toEqual([true, false, false, true, false]);
});
