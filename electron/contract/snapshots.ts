import { z } from 'zod';

/** Why a snapshot was made. All but a person's own are pruned by the retention rules. */
export const snapshotTriggerSchema = z.enum(['person', 'recreate', 'restore', 'schedule']);
export type SnapshotTrigger = z.infer<typeof snapshotTriggerSchema>;

/** The parts of an agent that a snapshot can hold: files written outside volumes, and the two volumes. */
export const snapshotPartSchema = z.enum(['layer', 'workspace', 'home']);
export type SnapshotPart = z.infer<typeof snapshotPartSchema>;

export const snapshotNameSchema = z
  .string()
  .trim()
  .min(1, 'Give the snapshot a name.')
  .max(80, 'A name has at most 80 characters.');

/** The label of a snapshot's image; sizes are as measured while the snapshot was made. */
export const snapshotRecordSchema = z.object({
  version: z.literal(1),
  id: z.string().regex(/^\d+$/),
  name: z.string(),
  trigger: snapshotTriggerSchema,
  /** ms since the epoch */
  at: z.number(),
  /** Bytes by part; the snapshot does not hold an absent part. */
  parts: z.partialRecord(snapshotPartSchema, z.number()),
  /** Folders of the host that the agent worked in: they are never part of a snapshot. */
  hostFolders: z.array(z.string()).default([]),
  /** The agent did not run during the snapshot. A running agent may change files while they are copied. */
  atRest: z.boolean(),
});
export type SnapshotRecord = z.infer<typeof snapshotRecordSchema>;

export const snapshotSchema = snapshotRecordSchema.extend({ agentId: z.string() });
export type Snapshot = z.infer<typeof snapshotSchema>;

/** Names the agent's present state where the id of a snapshot is expected. */
export const NOW = 'now';

/** One difference between two snapshots. `path` as in change-path.ts: bytes that are no UTF-8 are kept. */
export const snapshotDifferenceSchema = z.object({
  part: z.enum(['workspace', 'home']),
  path: z.string(),
  change: z.enum(['added', 'modified', 'deleted']),
  /** Other differences besides, or instead of, the content: "permissions", "owner", "kind"… */
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
  /** Whether the files written outside volumes are the same; null when unknown. */
  sameLayer: z.boolean().nullable(),
});
export type SnapshotComparison = z.infer<typeof snapshotComparisonSchema>;

/** How often the app makes snapshots by itself, and how long it keeps them; per agent. */
export const snapshotRulesSchema = z.object({
  /** Hours between snapshots of each running agent; 0: never. */
  everyHours: z.number().int().min(0).max(168),
  /** The app keeps this many of the newest. */
  keepLast: z.number().int().min(1).max(100),
  /** The app removes older snapshots; 0: no age limit. */
  keepDays: z.number().int().min(0).max(365),
});
export type SnapshotRules = z.infer<typeof snapshotRulesSchema>;
export const DEFAULT_SNAPSHOT_RULES: SnapshotRules = { everyHours: 0, keepLast: 5, keepDays: 14 };
