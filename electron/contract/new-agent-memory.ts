import { z } from 'zod';
import { agentLifeSchema } from './agent-life.ts';
import {
  agentEgressSchema,
  agentTypeSchema,
  isolationSchema,
  resourcesSchema,
  workspaceSchema,
} from './agent-spec.ts';
import { portMappingsSchema } from './ports.ts';

/** The choices that can widen a sandbox. They are remembered for the project that they were made for, and no other. */
const projectChoicesSchema = z.object({
  workspace: workspaceSchema,
  egress: agentEgressSchema.pick({ mode: true, allowedDomains: true, sets: true }),
  group: z.string().nullable(),
  isolation: isolationSchema,
  ports: portMappingsSchema,
  life: agentLifeSchema,
  actsWithoutAsking: z.boolean(),
});

/**
 * The last choices for a new agent of a type, in a project or without one. Variables and credentials are not among them,
 * because their values may be secrets.
 */
export const rememberedAgentSchema = z.object({
  type: agentTypeSchema,
  /** The project's folder or repository; empty for agents without one. */
  project: z.string(),
  /** ms since the epoch */
  at: z.number(),
  image: z.string(),
  command: z.array(z.string()),
  resources: resourcesSchema,
  tmpBytes: z.number(),
  /** The engine's runtime; empty: its default. */
  runtime: z.string(),
  choices: projectChoicesSchema.optional(),
});
export type RememberedAgent = z.infer<typeof rememberedAgentSchema>;

/** What the New agent dialog remembers, the newest first. What another version wrote otherwise is forgotten. */
export const newAgentMemorySchema = z.array(rememberedAgentSchema).max(100);
