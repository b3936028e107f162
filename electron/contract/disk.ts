import { z } from 'zod';

/** What takes space on the engine. */
export const diskKindSchema = z.enum(['container', 'volume', 'log', 'snapshot', 'image']);
export type DiskKind = z.infer<typeof diskKindSchema>;

/** Something with our label that takes space. */
export const diskItemSchema = z.object({
  /** Stable while it exists: what `disk.plan` and `disk.remove` name it by. */
  id: z.string(),
  kind: diskKindSchema,
  /** For a person: "Workspace", "Snapshot “before lunch”"… */
  label: z.string(),
  agentId: z.string().optional(),
  /** null: the engine cannot tell. */
  bytes: z.number().nullable(),
  /** `safe`: nothing is lost that could not be made again; `loses`: something is; `kept`: in use, never removed here. */
  removal: z.enum(['safe', 'loses', 'kept']),
  /** Why: "It is built again when an agent needs it." */
  why: z.string(),
});
export type DiskItem = z.infer<typeof diskItemSchema>;

export const diskUsageSchema = z.object({
  items: z.array(diskItemSchema),
  /** Everything on the engine without our label, as sums; it is never touched. */
  others: z.object({
    containers: z.number(),
    images: z.number(),
    volumes: z.number(),
    buildCache: z.number(),
  }),
  /** Of the file system that the engine keeps its data on; absent when it cannot be told. */
  free: z.object({ freeBytes: z.number(), totalBytes: z.number() }).optional(),
  /** ms since the epoch */
  measuredAt: z.number(),
});
export type DiskUsage = z.infer<typeof diskUsageSchema>;

/** A soft limit: engines cannot enforce the size of a volume, so the app measures now and then, and acts. */
export const diskQuotaSchema = z.object({
  /** Of the container's layer and the agent's own volumes together. */
  bytes: z.number().int().positive(),
  action: z.enum(['warn', 'pause', 'stop']),
});
export type DiskQuota = z.infer<typeof diskQuotaSchema>;

export const diskQuotaStateSchema = z.object({
  quota: diskQuotaSchema,
  /** As last measured; absent before the first time. */
  usedBytes: z.number().optional(),
  measuredAt: z.number().optional(),
});
export type DiskQuotaState = z.infer<typeof diskQuotaStateSchema>;
