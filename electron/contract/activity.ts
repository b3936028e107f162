import { z } from 'zod';
import { addWithin } from '../lib/fair-share.ts';
import { errorActionSchema } from './error-schema.ts';

/** A kind of event that happens to an agent without a request from the window. */
export const activityKindSchema = z.enum([
  'waiting',
  'ended',
  'failed',
  'out-of-memory',
  'process-limit',
  'disk-quota',
  'space-full',
  'idle-stopped',
  'started',
  'not-started',
  'removed',
  'unmasked',
]);
export type ActivityKind = z.infer<typeof activityKindSchema>;

/** One entry of the activity list: what happened, in words, and the next step. */
export const activitySchema = z.object({
  /** Each entry's id is one higher than the one before. */
  id: z.int().nonnegative(),
  /** Epoch ms. */
  at: z.number(),
  agentId: z.string(),
  /** The agent's name at that time; a removed agent has no current name. */
  agentName: z.string(),
  kind: activityKindSchema,
  text: z.string(),
  action: errorActionSchema.optional(),
});
export type Activity = z.infer<typeof activitySchema>;

/** How many entries are kept. */
const ACTIVITY_LIMIT = 200;

/** The list with a new entry, oldest first. An agent that fills it displaces its own entries alone. */
export function withActivity(entries: readonly Activity[], entry: Activity): readonly Activity[] {
  return addWithin(entries, entry, ACTIVITY_LIMIT, ({ agentId }) => agentId);
}
