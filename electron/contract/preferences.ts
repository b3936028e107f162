import { z } from 'zod';
import { bringableIdSchema } from './bring-along.ts';
import { ownSetsSchema } from './own-sets.ts';
import { DEFAULT_SNAPSHOT_RULES, snapshotRulesSchema } from './snapshots.ts';
import { proxyChoiceSchema } from './upstream-proxy.ts';

export const DEFAULT_GATEWAY_BASE = 'node:24-slim';

/** The highest limit of attempts at once. */
export const ATTEMPTS_LIMIT_MAX = 100;

/** The person's limits for all running agents together; null: no limit. */
export const budgetSchema = z.object({
  memoryBytes: z.number().int().positive().nullable(),
  cpus: z.number().positive().nullable(),
});
export type Budget = z.infer<typeof budgetSchema>;

/** A person's changes to the build of an agent type's image; an absent field keeps the type's value. */
export const imageBuildSchema = z.object({
  base: z.string().trim().max(300).optional(),
  args: z.record(z.string(), z.string()).default({}),
});
export type ImageBuild = z.infer<typeof imageBuildSchema>;

/** Fields without defaults, so that a change names only the fields it changes. */
const parts = {
  budget: budgetSchema,
  /** How many attempts of tasks are at work at once; null: as many as memory allows. */
  attemptsAtOnce: z.number().int().min(1).max(ATTEMPTS_LIMIT_MAX).nullable(),
  /** By project folder: the fingerprint of the proposed file that the person accepted. */
  projects: z.record(z.string(), z.string()),
  /** What happens to running agents when the app quits; `tray`: the app does not quit, and closing its window hides it. */
  onQuit: z.enum(['ask', 'stop', 'keep', 'tray']),
  /** When the app verifies isolation by itself. */
  verification: z.object({
    /** Hours between verifications of each running agent; 0: never. */
    everyHours: z.number().int().min(0).max(168),
    /** The New agent dialog's initial choice. */
    newAgents: z.boolean(),
  }),
  /** The person's own sets of egress rules. */
  egressSets: ownSetsSchema,
  /** Snapshots that the app makes by itself. */
  snapshots: snapshotRulesSchema,
  /** By agent type. */
  imageBuilds: z.record(z.string(), imageBuildSchema),
  /** By the engine's address: the proxy between its gateway and the internet; the environment's without a choice. */
  proxies: z.record(z.string(), proxyChoiceSchema),
  /** A file (PEM) with the authorities of the person's organisation; '': none. Read when the engine host starts. */
  authoritiesFile: z.string().trim().max(4_096),
  /** What of the person's own preferences new agents get. */
  bringAlong: z.array(bringableIdSchema).transform((ids) => [...new Set(ids)]),
  /** The image that the gateway is built on: any with a Node of version 18 or newer. */
  gatewayBase: z.string().trim().min(1, 'Name an image.').max(300),
};

/**
 * The preferences that the engine host acts on. They are part of the settings file; main sends them to the engine host
 * at its start and after each change. Every field has a default, so that an older file always parses.
 */
export const preferencesSchema = z.object({
  budget: parts.budget.default({ memoryBytes: null, cpus: null }),
  attemptsAtOnce: parts.attemptsAtOnce.default(null),
  projects: parts.projects.default({}),
  onQuit: parts.onQuit.default('ask'),
  verification: parts.verification.default({ everyHours: 0, newAgents: false }),
  egressSets: parts.egressSets.default([]),
  snapshots: parts.snapshots.default(DEFAULT_SNAPSHOT_RULES),
  imageBuilds: parts.imageBuilds.default({}),
  proxies: parts.proxies.default({}),
  authoritiesFile: parts.authoritiesFile.default(''),
  bringAlong: parts.bringAlong.default([]),
  gatewayBase: parts.gatewayBase.default(DEFAULT_GATEWAY_BASE),
});
export type Preferences = z.infer<typeof preferencesSchema>;

export const preferencesChangeSchema = z.object(parts).partial();
export type PreferencesChange = z.infer<typeof preferencesChangeSchema>;
