import { z } from 'zod';

/** Files listed at most; whatever is beyond is counted. */
export const MAXIMUM_FILES = 50_000;
/** What one look at a file's differences holds unless the person asks for more. */
export const DIFF_BYTES = 512 * 1024;
export const MAXIMUM_DIFF_BYTES = 32 * 1024 * 1024;
/** A file from here on is large: it is pointed out before it is applied. */
export const LARGE_FILE_BYTES = 10 * 1024 * 1024;

/** Relative to the folder, with `/`. Bytes that are no UTF-8 are escaped (see change-path). */
export const changePathSchema = z.string().min(1).max(8192);

/**
 * What an agent or the host has at a path, as a git tree says it: mode and object id, or "absent". Of a file too large to
 * be read for a list, what its inode says stands for the id.
 */
export const versionSchema = z.string().min(1).max(200);
export const ABSENT = 'absent';

/** Why a change deserves a look of its own: each of these can run something, or hide something. */
export const riskKindSchema = z.enum([
  'git-hook',
  'git-config',
  'ci',
  'editor-task',
  'shell-startup',
  'tool-startup',
  'package-scripts',
  'build-script',
  'executable',
  'symlink-outside',
  'submodule',
  'large-file',
  'agent-instructions',
]);
export type RiskKind = z.infer<typeof riskKindSchema>;

export const riskSchema = z.object({ kind: riskKindSchema, detail: z.string() });
export type Risk = z.infer<typeof riskSchema>;

export const changeStatusSchema = z.enum(['added', 'modified', 'deleted', 'type-changed', 'ignored']);
export type ChangeStatus = z.infer<typeof changeStatusSchema>;

export const entryKindSchema = z.enum(['file', 'symlink', 'submodule', 'folder']);
export type EntryKind = z.infer<typeof entryKindSchema>;

export const fileChangeSchema = z.object({
  path: changePathSchema,
  status: changeStatusSchema,
  /** What it is now, or was when it is deleted. */
  kind: entryKindSchema,
  /** As it was; absent for what is new. */
  oldKind: entryKindSchema.optional(),
  /** Whether it may be run, before and now. */
  oldExecutable: z.boolean().optional(),
  executable: z.boolean().optional(),
  sizeBytes: z.number().optional(),
  /** Where a symlink points. */
  target: z.string().optional(),
  /** What the agent has now; undefined for what is never applied. */
  version: versionSchema.optional(),
  risks: z.array(riskSchema),
});
export type FileChange = z.infer<typeof fileChangeSchema>;

/** Lines added and removed; null for a binary file. */
export const lineCountsSchema = z.object({
  path: changePathSchema,
  lines: z.object({ added: z.number(), removed: z.number() }).nullable(),
  risks: z.array(riskSchema).optional(),
});
export type LineCounts = z.infer<typeof lineCountsSchema>;

/**
 * What the files are compared with: the last commit of the repository in the folder, the baseline that the app keeps
 * where no agent can reach it, or nothing (a new volume began empty).
 */
export const baseKindSchema = z.enum(['head', 'baseline', 'empty']);
export type BaseKind = z.infer<typeof baseKindSchema>;

export const changesListInputSchema = z.object({
  agentId: z.string(),
  /** Path of the folder inside the agent; the workspace when left out. */
  folder: z.string().optional(),
  /** The best one that there is, when left out. */
  base: baseKindSchema.optional(),
  /** Also what .gitignore leaves out. */
  ignored: z.boolean().default(false),
  /** The stamp of the list that the window has: no item comes while nothing differs from it. */
  known: z.string().optional(),
});

export const changesBatchSchema = z.discriminatedUnion('kind', [
  z.object({ kind: z.literal('files'), files: z.array(fileChangeSchema) }),
  z.object({ kind: z.literal('counts'), counts: z.array(lineCountsSchema) }),
]);
export type ChangesBatch = z.infer<typeof changesBatchSchema>;

export const changesSummarySchema = z.object({
  /** Equal for equal lists. */
  stamp: z.string(),
  unchanged: z.boolean(),
  folder: z.string(),
  folders: z.array(z.string()),
  /** null: there is nothing to compare with until tracking starts. */
  base: baseKindSchema.nullable(),
  bases: z.array(baseKindSchema),
  /** When the baseline was made, ms since the epoch. */
  baselineAt: z.number().optional(),
  /** Short id and subject of the commit that is compared with. */
  commit: z.object({ id: z.string(), subject: z.string() }).optional(),
  files: z.number(),
  leftOut: z.number(),
  ignored: z.number(),
  /** Files inside `.git` that run something when a person uses git in this folder. */
  gitFiles: z.array(z.object({ path: z.string(), detail: z.string() })),
  /** The host folder that changes can be applied to. */
  applyTo: z.string().optional(),
  /** Whether that folder is a git repository, so that changes can become commits there. */
  applyToRepository: z.boolean(),
  tookMs: z.number(),
});
export type ChangesSummary = z.infer<typeof changesSummarySchema>;

export const diffLineSchema = z.object({
  kind: z.enum(['context', 'added', 'removed']),
  text: z.string(),
  /** The last line of a file that does not end with a line end. */
  noEnd: z.boolean().optional(),
  /** The line is longer than what is shown of it. */
  cut: z.boolean().optional(),
});
export type DiffLine = z.infer<typeof diffLineSchema>;

export const diffHunkSchema = z.object({
  oldStart: z.number(),
  oldLines: z.number(),
  newStart: z.number(),
  newLines: z.number(),
  /** What git found the hunk in: a function's name. */
  heading: z.string(),
  lines: z.array(diffLineSchema),
});
export type DiffHunk = z.infer<typeof diffHunkSchema>;

export const fileDiffSchema = z.object({
  path: changePathSchema,
  kind: z.enum(['text', 'binary', 'too-large', 'same']),
  /** Only whole hunks; the last ones are missing when `truncated`. */
  hunks: z.array(diffHunkSchema),
  truncated: z.boolean(),
  /** Of what the hunks were read from: hunks are chosen by number, of exactly this difference. */
  fingerprint: z.string(),
  oldBytes: z.number().optional(),
  newBytes: z.number().optional(),
});
export type FileDiff = z.infer<typeof fileDiffSchema>;

export const changesDiffInputSchema = z.object({
  agentId: z.string(),
  folder: z.string().optional(),
  base: baseKindSchema.optional(),
  path: changePathSchema,
  /** `agent`: from the base to what the agent has. `host`: from the base to what is in the host folder now. */
  side: z.enum(['agent', 'host']).default('agent'),
  limitBytes: z.number().int().positive().max(MAXIMUM_DIFF_BYTES).default(DIFF_BYTES),
});

/** What differs between a container's root file system and its image. Volumes and folders are not part of it. */
export const rootChangesSchema = z.object({
  entries: z.array(
    z.object({
      path: z.string(),
      change: z.enum(['modified', 'added', 'deleted']),
      risks: z.array(riskSchema),
    }),
  ),
  leftOut: z.number(),
  readOnly: z.boolean(),
});
export type RootChanges = z.infer<typeof rootChangesSchema>;

/** Some hunks of a file, of exactly the difference with this fingerprint. */
export const chosenHunksSchema = z.object({
  numbers: z.array(z.number().int().min(0)).min(1),
  fingerprint: z.string(),
});

/** What a person chose: these files as they were listed, each whole or only some of its hunks. */
export const selectionSchema = z.array(
  z.object({
    path: changePathSchema,
    version: versionSchema.optional(),
    hunks: chosenHunksSchema.optional(),
  }),
);
export type Selection = z.infer<typeof selectionSchema>;

/** What is done with a file that was changed in the host folder as well. */
export const resolutionSchema = z.enum(['skip', 'overwrite', 'merge']);
export type Resolution = z.infer<typeof resolutionSchema>;

export const plannedFileSchema = z.object({
  path: changePathSchema,
  status: changeStatusSchema,
  /**
   * `ready`: the host's file is as the agent got it. `same`: it is already as the agent has it. `conflict`: it was
   * changed on the host too. `refused`: it is never written, or is not what was chosen; see `reason`.
   */
  state: z.enum(['ready', 'same', 'conflict', 'refused']),
  reason: z.string().optional(),
  /** Both sides' changes fit together. */
  mergeable: z.boolean().optional(),
  /** What the agent has and what the host has, on which a person decides. */
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

/** One file of a plan that a person decided to apply. What is not as it says any more refuses the whole apply. */
export const applyFileSchema = z.object({
  path: changePathSchema,
  version: versionSchema,
  hostVersion: versionSchema,
  /** The risks that were shown and confirmed; all that there are. */
  risks: z.array(riskKindSchema),
  /** Of a file in conflict. */
  resolution: z.enum(['overwrite', 'merge']).optional(),
  hunks: chosenHunksSchema.optional(),
});
export type ApplyFile = z.infer<typeof applyFileSchema>;

export const applyInputSchema = z.object({
  agentId: z.string(),
  files: z.array(applyFileSchema).min(1),
});

export const appliedSchema = z.object({
  applyId: z.string(),
  agentId: z.string(),
  folder: z.string(),
  /** ms since the epoch */
  at: z.number(),
  files: z.number(),
  /** `interrupted`: the app ended in the middle; these files were changed since then and were not put back. */
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
  /** Of the commit that takes up what the agent has not committed. */
  message: z.string().min(1, 'Say what changed.').max(10_000),
  /** The stamp of the list that was looked at: the branch holds that and nothing else. */
  seen: z.string(),
});
