import { z } from 'zod';

/** The objects that take space on the engine. */
export const diskKindSchema = z.enum(['container', 'volume', 'log', 'snapshot', 'image']);
export type DiskKind = z.infer<typeof diskKindSchema>;

/** An object with the app's label that takes space. */
export const diskItemSchema = z.object({
  /** Stable while the item exists; `disk.remove` names items by it. */
  id: z.string(),
  kind: diskKindSchema,
  /** For a person: "Workspace", "Snapshot “before lunch”"… */
  label: z.string(),
  agentId: z.string().optional(),
  /** null: unknown to the engine. */
  bytes: z.number().nullable(),
  /** `safe`: everything lost can be made again; `loses`: data is lost; `kept`: in use, never removed here. */
  removal: z.enum(['safe', 'loses', 'kept']),
  /** Why: "It is built again when an agent needs it." */
  why: z.string(),
});
export type DiskItem = z.infer<typeof diskItemSchema>;

export const diskUsageSchema = z.object({
  items: z.array(diskItemSchema),
  /** Sums of everything on the engine without the app's label; the app never touches it. */
  others: z.object({
    containers: z.number(),
    images: z.number(),
    volumes: z.number(),
    buildCache: z.number(),
  }),
  /** The file system that holds the engine's data; absent when it is unknown. */
  free: z.object({ freeBytes: z.number(), totalBytes: z.number() }).optional(),
  /** ms since the epoch */
  measuredAt: z.number(),
});
export type DiskUsage = z.infer<typeof diskUsageSchema>;

/** A soft limit: engines cannot enforce the size of a volume, so the app measures it regularly and acts. */
export const diskQuotaSchema = z.object({
  /** The limit for the container's layer and the agent's own volumes together. */
  bytes: z.number().int().positive(),
  action: z.enum(['warn', 'pause', 'stop']),
});
export type DiskQuota = z.infer<typeof diskQuotaSchema>;

export const diskQuotaStateSchema = z.object({
  quota: diskQuotaSchema,
  /** The newest measurement; absent before the first one. */
  usedBytes: z.number().optional(),
  measuredAt: z.number().optional(),
});
export type DiskQuotaState = z.infer<typeof diskQuotaStateSchema>;
