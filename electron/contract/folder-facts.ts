import { z } from 'zod';

/** What a person ought to know of a folder before an agent gets it, or a copy of it. */
export const folderFactSchema = z.object({
  kind: z.enum(['worktree', 'submodule', 'borrowed', 'shallow', 'partial', 'lfs', 'dirty', 'large']),
  title: z.string(),
  detail: z.string(),
  /** A folder that the agent can be given beside it, read-only, so that git works there. */
  offers: z.string().optional(),
});
export type FolderFact = z.infer<typeof folderFactSchema>;

export const folderFactsInputSchema = z.object({
  path: z.string(),
  /** Whether the agent gets the folder itself, or a copy. */
  use: z.enum(['host-folder', 'copy']),
});
