import { z } from 'zod';

/** The maximum number of listed files; further files are only counted. */
export const MAXIMUM_FILES = 50_000;
/** The size limit of one file's diff, unless the person asks for more. */
export const DIFF_BYTES = 512 * 1024;
export const MAXIMUM_DIFF_BYTES = 32 * 1024 * 1024;
/** Files of this size and more are large: the window warns before it applies one. */
export const LARGE_FILE_BYTES = 10 * 1024 * 1024;

/** Relative to the folder, with `/`. Bytes that are no UTF-8 are escaped (see change-path). */
export const changePathSchema = z.string().min(1).max(8192);

/**
 * The version of a file of the agent or the host: mode and object id as in a git tree, or "absent". For a file too large
 * to be read for a list, values of its inode replace the object id.
 */
export const versionSchema = z.string().min(1).max(200);
export const ABSENT = 'absent';

/** Why a person should review a change: each kind can run a program or hide content. */
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

export const changeStatusSchema = z.enum([
  'added',
  'modified',
  'deleted',
  'renamed',
  'type-changed',
  'ignored',
]);
export type ChangeStatus = z.infer<typeof changeStatusSchema>;

export const entryKindSchema = z.enum(['file', 'symlink', 'submodule', 'folder']);
export type EntryKind = z.infer<typeof entryKindSchema>;

export const fileChangeSchema = z.object({
  path: changePathSchema,
  status: changeStatusSchema,
  /** The path before a rename, which is one change with the new path. */
  oldPath: changePathSchema.optional(),
  /** The present kind of the entry; the former kind of a deleted entry. */
  kind: entryKindSchema,
  /** The kind before the change; absent for a new entry. */
  oldKind: entryKindSchema.optional(),
  /** Whether the file was and is executable. */
  oldExecutable: z.boolean().optional(),
  executable: z.boolean().optional(),
  sizeBytes: z.number().optional(),
  /** Where a symlink points. */
  target: z.string().optional(),
  /** The agent's present version; undefined for an entry that is never applied. */
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
 * The base of the comparison: the last commit of the repository in the folder, the baseline that the app keeps out of
 * reach of agents, or nothing (a new volume began empty).
 */
export const baseKindSchema = z.enum(['head', 'baseline', 'empty']);
export type BaseKind = z.infer<typeof baseKindSchema>;

export const changesListInputSchema = z.object({
  agentId: z.string(),
  /** Path of the folder inside the agent; the workspace when left out. */
  folder: z.string().optional(),
  /** Default: the best base available. */
  base: baseKindSchema.optional(),
  /** Includes files that .gitignore excludes. */
  ignored: z.boolean().default(false),
  /** The stamp of the window's present list. The stream sends no item while the list is unchanged. */
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
  /** null: there is no base until tracking starts. */
  base: baseKindSchema.nullable(),
  bases: z.array(baseKindSchema),
  /** When the baseline was made, ms since the epoch. */
  baselineAt: z.number().optional(),
  /** Short id and subject of the base commit. */
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
  /** This is the last line of a file that does not end with a line break. */
  noEnd: z.boolean().optional(),
  /** `text` is only the beginning of a long line. */
  cut: z.boolean().optional(),
});
export type DiffLine = z.infer<typeof diffLineSchema>;

export const diffHunkSchema = z.object({
  oldStart: z.number(),
  oldLines: z.number(),
  newStart: z.number(),
  newLines: z.number(),
  /** The context that git names in the hunk's header, such as a function's name. */
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
  /** Identifies exactly this diff, because a selection names its hunks by number. */
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
  /** The path in the base, of a renamed file. */
  oldPath: changePathSchema.optional(),
  /** `agent` compares the base with the agent's file, `host` with the present file in the host folder. */
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
