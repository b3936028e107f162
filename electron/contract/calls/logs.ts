import { z } from 'zod';
import { logsBatchSchema, logsFollowInputSchema } from '../logs.ts';
import { nothing, saveTo } from './inputs.ts';

export const logsCalls = {
  'logs.save': {
    input: saveTo,
    output: z.object({ lines: z.number(), bytes: z.number() }),
  },
} as const;

export const logsStreams = {
  'logs.follow': { input: logsFollowInputSchema, item: logsBatchSchema, inbound: z.never(), result: nothing },
} as const;
