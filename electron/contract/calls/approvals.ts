import { z } from 'zod';
import { approvalRequestSchema, approvalSchema } from '../approvals.ts';
import { nothing } from './inputs.ts';

export const approvalsCalls = {
  /** The requests that wait for a person, the oldest first. */
  'approvals.list': { input: nothing, output: z.array(approvalSchema) },
  /**
   * Asks a person, and resolves when they allow it. Rejects with `not-allowed` when they deny it or do not answer in
   * time, and at once when nobody follows `approvals.watch`.
   */
  'approvals.request': { input: approvalRequestSchema, output: nothing },
  /** Rejects with `not-found` when the request no longer waits. */
  'approvals.answer': { input: z.object({ approvalId: z.string(), allow: z.boolean() }), output: nothing },
} as const;

export const approvalsStreams = {
  /** The requests that wait, now and after each change. Whoever follows it shows them to a person. */
  'approvals.watch': {
    input: nothing,
    item: z.array(approvalSchema),
    inbound: z.never(),
    result: nothing,
  },
} as const;
