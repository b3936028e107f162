import { z } from 'zod';
import { sampleSchema, statsWatchInputSchema, statsWatchItemSchema, timeRangeSchema } from '../stats.ts';
import { nothing } from './inputs.ts';

export const statsCalls = {
  'stats.history': {
    input: z.object({ agentId: z.string(), minutes: timeRangeSchema }),
    output: z.array(sampleSchema),
  },
} as const;

export const statsStreams = {
  'stats.watch': {
    input: statsWatchInputSchema,
    item: statsWatchItemSchema,
    inbound: z.never(),
    result: nothing,
  },
} as const;
