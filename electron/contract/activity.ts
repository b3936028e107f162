import { z } from 'zod';
import { errorActionSchema } from './error.ts';

/** What happened to an agent without anybody at the window having asked for it. */
export const activityKindSchema = z.enum([
  'waiting',
  'ended',
  'failed',
  'out-of-memory',
  'process-limit',
  'disk-quota',
  'idle-stopped',
  'started',
  'not-started',
  'removed',
  'unmasked',
]);
export type ActivityKind = z.infer<typeof activityKindSchema>;

/** One line of the activity list, in words, with what to do about it. */
export const activitySchema = z.object({
  /** Grows by one. */
  id: z.int().nonnegative(),
  /** Epoch ms. */
  at: z.number(),
  agentId: z.string(),
  /** As it was called then; a removed agent has no other name. */
  agentName: z.string(),
  kind: activityKindSchema,
  text: z.string(),
  action: errorActionSchema.optional(),
});
export type Activity = z.infer<typeof activitySchema>;

/** How many entries are kept; older ones go. */
export const ACTIVITY_LIMIT = 200;
