import { z } from 'zod';

export const logLineSchema = z.object({
  /** Grows by one per line of this agent's stream; a gap is a line left out. */
  n: z.number(),
  /** `note`: a remark of the app's own in the order of the log ("The agent stopped…"). */
  source: z.enum(['stdout', 'stderr', 'note']),
  /** ms since the epoch, when known */
  at: z.number().optional(),
  /** Raw text with its ANSI colour sequences, without the line break; UTF-8 already decoded at line boundaries. */
  text: z.string(),
});
export type LogLine = z.infer<typeof logLineSchema>;

export const logsFollowInputSchema = z.object({
  agentId: z.string(),
  /** How many lines of history come first. */
  tail: z.number().int().min(0).max(100_000).default(10_000),
  /** false: the stream ends after the history. */
  follow: z.boolean().default(true),
});
export const logsBatchSchema = z.object({
  lines: z.array(logLineSchema),
  /** Lines that were produced and are not in this stream: dropped from the bounded ring, or lost at a rotation. */
  leftOut: z.number(),
  /** The part of the stream this batch belongs to. */
  phase: z.enum(['history', 'live']),
});
export type LogsBatch = z.infer<typeof logsBatchSchema>;
