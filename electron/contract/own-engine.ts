import { z } from 'zod';

/** Where the programs of the app's own engine come from: the distribution, or an archive that the app downloads. */
export const ownEngineSourceSchema = z.object({
  kind: z.enum(['packages', 'download']),
  /** What this machine lacks for it, in a few words each. Empty: the engine can start. */
  missing: z.array(z.string()),
  /** Brings what is missing; an administrator runs it. Absent: nothing is missing, or no command is known. */
  command: z.string().optional(),
  /** The version that is downloaded. */
  version: z.string().optional(),
});
export type OwnEngineSource = z.infer<typeof ownEngineSourceSchema>;

/** An engine under the person's account, which the app starts and stops. */
export const ownEngineSchema = z.object({
  status: z.enum(['absent', 'stopped', 'running']),
  /** Whether it goes on when nothing needs it; else it ends with the app, unless agents run on it. */
  isLasting: z.boolean(),
  /** Whether the app uses it: the person started it, and chose no other since. */
  isUsed: z.boolean(),
  /** Why it cannot be started here, as a sentence; absent: it can be, or it runs. */
  refusal: z.string().optional(),
  url: z.string(),
  /** Holds everything of the engine. */
  folder: z.string(),
  /** The likeliest first. Empty where no engine of the app's own can be. */
  sources: z.array(ownEngineSourceSchema),
  /** What will not hold on it, as a sentence. */
  limits: z.string().optional(),
});
export type OwnEngine = z.infer<typeof ownEngineSchema>;

/** What is deleted with the engine. */
export const ownEngineRemovalSchema = z.object({
  folder: z.string(),
  /** Names, sorted. Absent while the engine does not run: then nobody can say. */
  agents: z.array(z.string()).optional(),
  /** How many images are on it; absent as above. */
  images: z.number().int().optional(),
});
export type OwnEngineRemoval = z.infer<typeof ownEngineRemovalSchema>;
