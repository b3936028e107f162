import type { Sample } from './stats.ts';

/** A reading of an agent that does nothing, for tests. */
export const sampleAt = (at: number, change: Partial<Sample> = {}): Sample => ({
  at,
  cpuPercent: 0,
  memoryBytes: 0,
  rxBytesPerSecond: 0,
  txBytesPerSecond: 0,
  readBytesPerSecond: 0,
  writeBytesPerSecond: 0,
  pids: 1,
  rxBytes: 0,
  txBytes: 0,
  readBytes: 0,
  writeBytes: 0,
  ...change,
});
