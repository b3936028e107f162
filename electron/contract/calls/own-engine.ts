import { z } from 'zod';
import { ownEngineRemovalSchema, ownEngineSchema, ownEngineSourceSchema } from '../own-engine.ts';
import { nothing, operationId } from './inputs.ts';

export const ownEngineCalls = {
  'own-engine.get': { input: nothing, output: ownEngineSchema },
  /**
   * Starts the app's own engine and uses it from now on. Throws `conflict` while another engine is named or answers,
   * and `not-found` when the machine lacks something for it.
   */
  'own-engine.start': {
    input: z.object({
      /** Absent: as before, else the first that lacks nothing. */
      source: ownEngineSourceSchema.shape.kind.optional(),
      /** It goes on when the app ends, also without running agents. */
      lasting: z.boolean().optional(),
    }),
    output: operationId,
  },
  /** Throws `conflict` while agents run on it. */
  'own-engine.stop': { input: nothing, output: operationId },
  'own-engine.removal': { input: nothing, output: ownEngineRemovalSchema },
  /** Stops it, and deletes everything on it: agents, their workspaces and images. */
  'own-engine.remove': { input: nothing, output: operationId },
} as const;
