import { z } from 'zod';

/** Why a snapshot was made. All but a person's own are pruned by the retention rules. */
export const snapshotTriggerSchema = z.enum(['person', 'recreate', 'restore', 'schedule']);
export type SnapshotTrigger = z.infer<typeof snapshotTriggerSchema>;

/** What of an agent a snapshot can hold: what was written outside volumes, and its two volumes. */
export const snapshotPartSchema = z.enum(['layer', 'workspace', 'home']);
export type SnapshotPart = z.infer<typeof snapshotPartSchema>;

export const snapshotNameSchema = z
  .string()
  .trim()
  .min(1, 'Give the snapshot a name.')
  .max(80, 'A name has at most 80 characters.');

/** What is written on a snapshot's image; sizes as they were measured while it was made. */
export const snapshotRecordSchema = z.object({
  version: z.literal(1),
  id: z.string().regex(/^\d+$/),
  name: z.string(),
  trigger: snapshotTriggerSchema,
  /** ms since the epoch */
  at: z.number(),
  /** Bytes by part; a part that is missing is not in it. */
  parts: z.partialRecord(snapshotPartSchema, z.number()),
  /** Folders of the host that the agent worked in: they are never part of a snapshot. */
  hostFolders: z.array(z.string()).default([]),
  /** Nothing ran while it was made. A running agent may have changed files between the first and the last one copied. */
  atRest: z.boolean(),
});
export type SnapshotRecord = z.infer<typeof snapshotRecordSchema>;

export const snapshotSchema = snapshotRecordSchema.extend({ agentId: z.string() });
export type Snapshot = z.infer<typeof snapshotSchema>;

/** The agent as it is now, where a snapshot can be named. */
export const NOW = 'now';

/** One difference between two snapshots. `path` as in change-path.ts: bytes that are no UTF-8 are kept. */
export const snapshotDifferenceSchema = z.object({
  part: z.enum(['workspace', 'home']),
  path: z.string(),
  change: z.enum(['added', 'modified', 'deleted']),
  /** What differs besides, or instead of, the content: "permissions", "owner", "kind"… */
  what: z.array(z.enum(['content', 'permissions', 'owner', 'kind', 'target'])),
  /** Bytes before and after, for files. */
  before: z.number().optional(),
  after: z.number().optional(),
});
export type SnapshotDifference = z.infer<typeof snapshotDifferenceSchema>;

export const snapshotComparisonSchema = z.object({
  differences: z.array(snapshotDifferenceSchema),
  /** Further differences that are not listed. */
  leftOut: z.number().int(),
  /** Parts that only one of the two holds, so that they cannot be compared. */
  notCompared: z.array(snapshotPartSchema),
  /** Whether what was written outside volumes is the same; null when it cannot be told. */
  sameLayer: z.boolean().nullable(),
});
export type SnapshotComparison = z.infer<typeof snapshotComparisonSchema>;

/** How long snapshots that nobody asked for are kept, and how often they are made; per agent. */
export const snapshotRulesSchema = z.object({
  /** Of each running agent every so many hours; 0: never. */
  everyHours: z.number().int().min(0).max(168),
  /** The newest of these stay. */
  keepLast: z.number().int().min(1).max(100),
  /** Older ones go; 0: however old. */
  keepDays: z.number().int().min(0).max(365),
});
export type SnapshotRules = z.infer<typeof snapshotRulesSchema>;
export const DEFAULT_SNAPSHOT_RULES: SnapshotRules = { everyHours: 0, keepLast: 5, keepDays: 14 };
