import { z } from 'zod';
import { apiCallSchema, recordedCallSchema } from '../api-call.ts';
import { nothing } from './inputs.ts';

export const accessCalls = {
  /** The newest recorded calls of the HTTP API, the newest first. */
  'access.calls': { input: nothing, output: z.object({ calls: z.array(apiCallSchema) }) },
  /** Records what a program did by other ways than the HTTP API, such as the use of an MCP tool. */
  'access.record': { input: recordedCallSchema, output: nothing },
  /** Writes every recorded call that is still on disk, as a chain that can be verified. */
  'access.export': {
    input: z.object({ place: z.string() }),
    output: z.object({ records: z.number().int() }),
  },
} as const;

export const accessEvents = {
  /** Calls were recorded: read them again. At most one event a second. */
  'access.called': nothing,
} as const;
