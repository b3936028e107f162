import { z } from 'zod';
import { agentNameSchema } from '../agent-spec.ts';
import { snapshotComparisonSchema, snapshotNameSchema, snapshotSchema } from '../snapshots.ts';
import { agentId, operationId } from './inputs.ts';

export const snapshotsCalls = {
  /** The newest first. */
  'snapshot.list': { input: agentId, output: z.array(snapshotSchema) },
  /** `pause`: a running agent is frozen while its files are copied, so that they belong together. */
  'snapshot.save': {
    input: z.object({ agentId: z.string(), name: snapshotNameSchema, pause: z.boolean().default(true) }),
    output: operationId,
  },
  /** Restores the agent’s files; its settings stay. `keepPresent` first saves the present files as a snapshot. */
  'snapshot.restore': {
    input: z.object({ agentId: z.string(), snapshotId: z.string(), keepPresent: z.boolean().default(true) }),
    output: operationId,
  },
  /** A new agent with the settings of this one and the files of the snapshot. */
  'snapshot.fork': {
    input: z.object({ agentId: z.string(), snapshotId: z.string(), name: agentNameSchema }),
    output: operationId,
  },
  'snapshot.remove': {
    input: z.object({ agentId: z.string(), snapshotIds: z.array(z.string()).min(1).max(500) }),
    output: operationId,
  },
  /** The changes from one snapshot to another, or to `NOW`. */
  'snapshot.compare': {
    input: z.object({ agentId: z.string(), from: z.string(), to: z.string() }),
    output: snapshotComparisonSchema,
  },
} as const;
