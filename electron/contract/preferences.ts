import { z } from 'zod';
import { ownSetsSchema } from './own-sets.ts';
import { DEFAULT_SNAPSHOT_RULES, snapshotRulesSchema } from './snapshots.ts';

export const DEFAULT_GATEWAY_BASE = 'node:24-slim';

/** What running agents may be given together; null: no limit of the person's own. */
export const budgetSchema = z.object({
  memoryBytes: z.number().int().positive().nullable(),
  cpus: z.number().positive().nullable(),
});
export type Budget = z.infer<typeof budgetSchema>;

/** How a person wants the image of an agent type built; what is absent is as the type says. */
export const imageBuildSchema = z.object({
  base: z.string().trim().max(300).optional(),
  args: z.record(z.string(), z.string()).default({}),
});
export type ImageBuild = z.infer<typeof imageBuildSchema>;

/** Without defaults: a change names only what it changes. */
const parts = {
  budget: budgetSchema,
  /** Projects whose proposal the person took, with the fingerprint of the file then, by folder. */
  projects: z.record(z.string(), z.string()),
  /** What happens to running agents when the app quits. */
  onQuit: z.enum(['ask', 'stop', 'keep']),
  /** When isolation is verified without being asked for. */
  verification: z.object({
    /** Each running agent every so many hours; 0: never. */
    everyHours: z.number().int().min(0).max(168),
    /** What the New agent dialog starts with. */
    newAgents: z.boolean(),
  }),
  /** The person's own sets of egress rules. */
  egressSets: ownSetsSchema,
  /** Snapshots that the app makes by itself. */
  snapshots: snapshotRulesSchema,
  /** By agent type. */
  imageBuilds: z.record(z.string(), imageBuildSchema),
  /** The image that the gateway is built on: any with a Node of version 18 or newer. */
  gatewayBase: z.string().trim().min(1, 'Name an image.').max(300),
};

/**
 * What a person prefers and the engine host acts on. Part of the settings file; main hands it to the engine host at
 * its start and after each change. Every field has a default, so that an older file always parses.
 */
export const preferencesSchema = z.object({
  budget: parts.budget.default({ memoryBytes: null, cpus: null }),
  projects: parts.projects.default({}),
  onQuit: parts.onQuit.default('ask'),
  verification: parts.verification.default({ everyHours: 0, newAgents: false }),
  egressSets: parts.egressSets.default([]),
  snapshots: parts.snapshots.default(DEFAULT_SNAPSHOT_RULES),
  imageBuilds: parts.imageBuilds.default({}),
  gatewayBase: parts.gatewayBase.default(DEFAULT_GATEWAY_BASE),
});
export type Preferences = z.infer<typeof preferencesSchema>;

export const preferencesChangeSchema = z.object(parts).partial();
