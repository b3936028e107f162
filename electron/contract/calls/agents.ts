import { z } from 'zod';
import { agentSchema } from '../agent.ts';
import { agentNameSchema, agentSpecSchema } from '../agent-spec.ts';
import { agentDetailsSchema } from '../details.ts';
import { folderFactSchema, folderFactsInputSchema } from '../folder-facts.ts';
import { hiddenPlaceSchema } from '../hidden-place.ts';
import { liveChangeSchema, recreateChangeSchema } from '../isolation.ts';
import { agentId, nothing, operationId } from './inputs.ts';

export const agentsCalls = {
  /** All agents, and the sequence number of the newest `agents.changed` contained in them. */
  'agent.list': { input: nothing, output: z.object({ sequence: z.number(), agents: z.array(agentSchema) }) },
  'agent.propose-name': { input: nothing, output: z.object({ name: z.string() }) },
  /** Checks a spec against the engine and this host before anything is created: throws `AppError` with a `field`. */
  'agent.check': {
    input: z.object({ spec: agentSpecSchema, confirmed: z.array(z.string()).default([]) }),
    output: z.object({
      dockerRun: z.string(),
      warnings: z.array(z.object({ field: z.string(), message: z.string() })),
      /** For a host folder and a copy of one: what masks hide there, and masks that match nothing now. */
      masks: z
        .object({
          places: z.array(hiddenPlaceSchema),
          unmatched: z.array(z.string()),
          isPartial: z.boolean(),
        })
        .optional(),
    }),
  },
  'agent.create': {
    input: z.object({
      spec: agentSpecSchema,
      seccompProfile: z
        .string()
        .max(512 * 1024)
        .optional(),
      /** Verify its isolation once it runs. */
      verify: z.boolean().default(false),
      /** Risks that the person was shown and accepted ("workspace.path"). */
      confirmed: z.array(z.string()).default([]),
    }),
    output: operationId,
  },
  /** The content of a private copy of a folder of this machine; the count ends early in very large folders. */
  'workspace.measure': {
    input: z.object({ path: z.string(), respectGitignore: z.boolean() }),
    output: z.object({
      files: z.number().int(),
      bytes: z.number(),
      /** The count was stopped early; the real values are at least these. */
      isPartial: z.boolean(),
    }),
  },
  /** What a person ought to know of a folder of this machine before an agent gets it, or a copy of it. */
  'workspace.facts': {
    input: folderFactsInputSchema,
    output: z.object({ facts: z.array(folderFactSchema) }),
  },
  'agent.duplicate': { input: z.object({ agentId: z.string(), name: agentNameSchema }), output: operationId },
  'agent.update': { input: z.object({ agentId: z.string(), change: liveChangeSchema }), output: nothing },
  'agent.recreate': {
    input: z.object({ agentId: z.string(), change: recreateChangeSchema }),
    output: operationId,
  },
  'agent.details': { input: agentId, output: agentDetailsSchema },
} as const;

export const agentsEvents = {
  'agents.changed': z.object({
    /** Grows by one per event; a gap means that the window missed something and lists again. */
    sequence: z.number(),
    upserted: z.array(agentSchema),
    removed: z.array(z.string()),
  }),
} as const;
