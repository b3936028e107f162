import { z } from 'zod';
import { diskQuotaSchema, diskQuotaStateSchema, diskUsageSchema } from '../disk.ts';
import { nothing, operationId } from './inputs.ts';

export const diskCalls = {
  /** What takes space on the engine; takes seconds. */
  'disk.usage': { input: nothing, output: diskUsageSchema },
  /** Removes items by their ids from `disk.usage`. Throws `conflict` when one is in use by now. */
  'disk.remove': {
    input: z.object({ ids: z.array(z.string()).min(1).max(2_000) }),
    output: operationId,
  },
  /** By agent id; agents without a quota are missing. */
  'disk.quotas': { input: nothing, output: z.record(z.string(), diskQuotaStateSchema) },
  /** Sets a soft limit for an agent's disk use; null: none. It applies from the next measurement on. */
  'disk.set-quota': {
    input: z.object({ agentId: z.string(), quota: diskQuotaSchema.nullable() }),
    output: nothing,
  },
} as const;
