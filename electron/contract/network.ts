import { z } from 'zod';
import { decisionSchema } from './egress.ts';

export const networkBatchSchema = z.object({
  /** In the order of the audit. An open flow comes again with its final bytes, under the same `flowId`. */
  decisions: z.array(decisionSchema),
  /** Decisions of this agent that are in the audit but no longer in memory. */
  leftOut: z.number().int(),
  /** Decisions about any agent that were never recorded, because the gateway keeps few while the app is closed. */
  missed: z.number().int(),
  /** The part of the stream this batch belongs to. */
  phase: z.enum(['history', 'live']),
});
export type NetworkBatch = z.infer<typeof networkBatchSchema>;

/** Totals of the ended requests to one host. */
export const hostTotalsSchema = z.object({
  host: z.string(),
  requests: z.number().int(),
  blocked: z.number().int(),
  bytesUp: z.number(),
  bytesDown: z.number(),
});
export type HostTotals = z.infer<typeof hostTotalsSchema>;

export const networkTotalsSchema = z.object({
  /** Most requests first. */
  hosts: z.array(hostTotalsSchema),
  /** Requests to hosts that are not listed, because an agent can invent any number of names. */
  otherRequests: z.number().int(),
  /** How many of these were blocked. */
  otherBlocked: z.number().int(),
});
export type NetworkTotals = z.infer<typeof networkTotalsSchema>;
