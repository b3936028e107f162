import { z } from 'zod';
import { consoleInputSchema, consoleOpenInputSchema, consoleResultSchema } from '../console.ts';

export const consoleStreams = {
  'console.open': {
    input: consoleOpenInputSchema,
    item: z.instanceof(Uint8Array),
    inbound: consoleInputSchema,
    result: consoleResultSchema,
  },
} as const;
