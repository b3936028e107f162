import { z } from 'zod';
import {
  appliedSchema,
  applyIdSchema,
  applyInputSchema,
  applyPlanSchema,
  branchInputSchema,
  selectionSchema,
  undoPlanSchema,
} from '../apply.ts';
import {
  changesBatchSchema,
  changesDiffInputSchema,
  changesListInputSchema,
  changesSummarySchema,
  fileDiffSchema,
  rootChangesSchema,
} from '../changes.ts';
import { agentId, operationId } from './inputs.ts';

export const changesCalls = {
  /** One file's differences; bounded, `limitBytes` asks for more. */
  'changes.diff': { input: changesDiffInputSchema, output: fileDiffSchema },
  'changes.root': { input: agentId, output: rootChangesSchema },
  /** Makes the present content the baseline of later comparisons. */
  'changes.track': { input: agentId, output: operationId },
  /** The effect of an apply on the host folder. Changes nothing. */
  'changes.plan': {
    input: z.object({ agentId: z.string(), selection: selectionSchema }),
    output: applyPlanSchema,
  },
  'changes.apply': { input: applyInputSchema, output: operationId },
  /** The applies that are still recorded, the newest first. */
  'changes.applied': { input: agentId, output: z.array(appliedSchema) },
  /** The files of an apply that were changed since and that an undo would overwrite. Changes nothing. */
  'changes.undo-plan': { input: applyIdSchema, output: undoPlanSchema },
  /**
   * Restores the files that an apply replaced. Throws `conflict` when a file was changed since, unless `seen` is the
   * stamp of the present plan.
   */
  'changes.undo': { input: applyIdSchema.extend({ seen: z.string().optional() }), output: operationId },
  /** Writes the agent's commits, and one of its uncommitted changes, to a branch of the host folder's repository. */
  'changes.branch': { input: branchInputSchema, output: operationId },
} as const;

export const changesStreams = {
  /** The agent's changes in its workspace: first the files, then their line counts as they become known. */
  'changes.list': {
    input: changesListInputSchema,
    item: changesBatchSchema,
    inbound: z.never(),
    result: changesSummarySchema,
  },
} as const;
