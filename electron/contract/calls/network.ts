import { z } from 'zod';
import { networkBatchSchema, networkTotalsSchema } from '../network.ts';
import { agentId, nothing, saveTo } from './inputs.ts';

export const networkCalls = {
  /** Totals per host, from the oldest decision in memory on. */
  'network.totals': { input: agentId, output: networkTotalsSchema },
  /** Writes every decision of the agent that is still on disk, as a chain that can be verified. */
  'network.export': {
    input: saveTo,
    output: z.object({ records: z.number().int() }),
  },
} as const;

export const networkStreams = {
  /** The gateway's decisions about one agent: history, then live. */
  'network.follow': { input: agentId, item: networkBatchSchema, inbound: z.never(), result: nothing },
} as const;
