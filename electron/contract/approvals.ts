import { z } from 'zod';

/** Why a person is asked: what the request reaches beyond what its client was granted. */
export const approvalReasonKindSchema = z.enum(['egress', 'folder', 'secret', 'apply', 'foreign-agent']);
export type ApprovalReasonKind = z.infer<typeof approvalReasonKindSchema>;

export const approvalReasonSchema = z.object({
  kind: approvalReasonKindSchema,
  /** The exact subject, such as a host, a path or an agent's name; never shortened. */
  subject: z.string().min(1).max(10_000),
});
export type ApprovalReason = z.infer<typeof approvalReasonSchema>;

/** A request of a program that a person allows or denies, once. */
export const approvalRequestSchema = z.object({
  /** The name of the program, as the person or its token calls it. */
  client: z.string().min(1).max(200),
  /** What it wants to do, as a verb with its object: `create the agent “x”`. */
  action: z.string().min(1).max(1_000),
  reasons: z.array(approvalReasonSchema).min(1).max(100),
  /** The agent that it is about, unless it is new. */
  agentId: z.string().optional(),
  /** The request is denied after this time. */
  waitMs: z.number().int().min(1_000).max(600_000),
});
export type ApprovalRequest = z.infer<typeof approvalRequestSchema>;

export const approvalSchema = approvalRequestSchema.omit({ waitMs: true }).extend({
  id: z.string(),
  /** Epoch ms by the engine host's clock. */
  askedAt: z.number(),
  until: z.number(),
});
export type Approval = z.infer<typeof approvalSchema>;
