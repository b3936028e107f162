import { z } from 'zod';

/** One reading of one container, with computed rates. The engine does not report absent values. */
export const sampleSchema = z.object({
  /** ms since the epoch */
  at: z.number(),
  /** Percent of one CPU: 100 is one CPU fully used. */
  cpuPercent: z.number(),
  /** As `docker stats` counts it: usage − inactive file cache. */
  memoryBytes: z.number(),
  rxBytesPerSecond: z.number(),
  txBytesPerSecond: z.number(),
  readBytesPerSecond: z.number(),
  writeBytesPerSecond: z.number(),
  pids: z.number(),
  /** Totals since the container's start, bytes. */
  rxBytes: z.number(),
  txBytes: z.number(),
  readBytes: z.number(),
  writeBytes: z.number(),
});
export type Sample = z.infer<typeof sampleSchema>;

/** Ranges of the graphs, minutes. */
export const timeRangeSchema = z.union([z.literal(1), z.literal(5), z.literal(15), z.literal(60)]);
export type TimeRange = z.infer<typeof timeRangeSchema>;

export const statsWatchInputSchema = z.object({
  /** Agents whose details are on screen (streamed each second). */
  focused: z.array(z.string()),
  /** Agents of which a list shows a sparkline (polled slowly). */
  listed: z.array(z.string()),
});
/** One message a tick: the newest sample of each agent that has one. */
export const statsWatchItemSchema = z.record(z.string(), sampleSchema);
