import { z } from 'zod';
import { agentId, nothing, operationId } from './inputs.ts';

export const removalCalls = {
  /** The data that a removal would lose, in bytes where the engine knows them. */
  'agent.removal': {
    input: agentId,
    output: z.object({
      workspaceVolume: z.string().optional(),
      workspaceBytes: z.number().optional(),
      /** The size of a private copy's baseline. */
      baselineBytes: z.number().optional(),
      homeBytes: z.number().optional(),
      writableLayerBytes: z.number().optional(),
      snapshots: z.number(),
    }),
  },
  'agent.remove': {
    input: z.object({ agentId: z.string(), deleteWorkspace: z.boolean() }),
    output: operationId,
  },
  /** Objects with our label that belong to no complete agent: left by a crash in the middle of a create. */
  'leftovers.list': {
    input: nothing,
    output: z.array(z.object({ agentId: z.string(), name: z.string(), objects: z.array(z.string()) })),
  },
  'leftovers.clean-up': { input: agentId, output: operationId },
} as const;

export const removalEvents = {
  'leftovers.changed': nothing,
} as const;
