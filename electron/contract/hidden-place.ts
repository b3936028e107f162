import { z } from 'zod';

/** A place in a folder that a mask matches. */
export const hiddenPlaceSchema = z.object({
  /** Below the workspace, with "/"; a whole path in a further folder. */
  path: z.string(),
  /** Why it is hidden, in two or three words. */
  reason: z.string(),
  /** False for what a mask with "!" shows. */
  hidden: z.boolean(),
  /** Whether git tracks it, so that its history holds it. */
  tracked: z.boolean(),
  /** Whether a file beside it can stand in for it, and whether that one is chosen. */
  canStandIn: z.boolean(),
  hasStandIn: z.boolean(),
});
export type HiddenPlace = z.infer<typeof hiddenPlaceSchema>;
