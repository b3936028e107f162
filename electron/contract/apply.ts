import { z } from 'zod';
import {
  changePathSchema,
  changeStatusSchema,
  riskKindSchema,
  riskSchema,
  versionSchema,
} from './changes.ts';

/** Some hunks of the diff with this fingerprint. */
export const chosenHunksSchema = z.object({
  numbers: z.array(z.number().int().min(0)).min(1),
  fingerprint: z.string(),
});

/** A person's selection: files in their listed versions, each whole or only some of its hunks. */
export const selectionSchema = z.array(
  z.object({
    path: changePathSchema,
    version: versionSchema.optional(),
    hunks: chosenHunksSchema.optional(),
  }),
);
export type Selection = z.infer<typeof selectionSchema>;

/** How to apply a file that was changed in the host folder as well. */
export const resolutionSchema = z.enum(['skip', 'overwrite', 'merge']);
export type Resolution = z.infer<typeof resolutionSchema>;

export const plannedFileSchema = z.object({
  path: changePathSchema,
  status: changeStatusSchema,
  /** The path before a rename: it goes when the file comes under its new path. */
  oldPath: changePathSchema.optional(),
  /**
   * `ready`: the host's file is still as the agent got it. `same`: the host's file equals the agent's. `conflict`: the
   * file was changed on the host too. `refused`: the file is never written, or differs from the selection; see `reason`.
   */
  state: z.enum(['ready', 'same', 'conflict', 'refused']),
  reason: z.string().optional(),
  /** The changes of both sides merge without a conflict. */
  mergeable: z.boolean().optional(),
  /** The versions of the agent and of the host, on which a person decides; of the host at both paths of a rename. */
  version: versionSchema,
  hostVersion: versionSchema,
  risks: z.array(riskSchema),
});
export type PlannedFile = z.infer<typeof plannedFileSchema>;

export const applyPlanSchema = z.object({
  folder: z.string(),
  files: z.array(plannedFileSchema),
  /** Names of agents that can write to the folder at this moment: nothing is applied while there are any. */
  writers: z.array(z.string()),
});
export type ApplyPlan = z.infer<typeof applyPlanSchema>;

/** One file of a plan that a person decided to apply. A file that has changed since refuses the whole apply. */
export const applyFileSchema = z.object({
  path: changePathSchema,
  version: versionSchema,
  hostVersion: versionSchema,
  /** All risks of the file, as they were shown and confirmed. */
  risks: z.array(riskKindSchema),
  /** Present for a file in conflict. */
  resolution: z.enum(['overwrite', 'merge']).optional(),
  hunks: chosenHunksSchema.optional(),
});
export type ApplyFile = z.infer<typeof applyFileSchema>;

export const applyInputSchema = z.object({
  agentId: z.string(),
  files: z.array(applyFileSchema).min(1),
});

export const applyIdSchema = z.object({ agentId: z.string(), applyId: z.string() });

/** What an undo of an apply would overwrite. */
export const undoPlanSchema = z.object({
  /** The files that were changed since the apply. */
  changed: z.array(z.string()),
  /** Equal as long as every file of the apply stays as it is. */
  stamp: z.string(),
});
export type UndoPlan = z.infer<typeof undoPlanSchema>;

export const appliedSchema = z.object({
  applyId: z.string(),
  agentId: z.string(),
  folder: z.string(),
  /** ms since the epoch */
  at: z.number(),
  files: z.number(),
  /** `interrupted`: the app ended during the apply; these files were changed since and were not restored. */
  state: z.enum(['applied', 'undone', 'interrupted']),
});
export type Applied = z.infer<typeof appliedSchema>;

/** Names that git accepts for a branch, as far as a person types them (git check-ref-format). */
export const branchNameSchema = z
  .string()
  .min(1, 'Name the branch.')
  .max(200, 'At most 200 characters.')
  .regex(
    /^(?![-./])(?!.*(\.\.|\/\/|\/\.|@\{|\.lock(\/|$)))[A-Za-z0-9._/@+-]+(?<![./])$/,
    'Letters, digits and "-", "_", "/", ".": a name that git accepts.',
  );

export const branchInputSchema = z.object({
  agentId: z.string(),
  branch: branchNameSchema,
  /** The message of the commit that holds the agent's uncommitted changes. */
  message: z.string().min(1, 'Say what changed.').max(10_000),
  /** The stamp of the list that the person reviewed; the branch holds exactly that list. */
  seen: z.string(),
});
