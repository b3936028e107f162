import { z } from 'zod';
import { agentSpecSchema } from '../../contract/agent-spec.ts';
import { attemptProgressSchema } from '../../contract/attempt-progress.ts';
import { issueAddressSchema } from '../../contract/task.ts';
import { heldTaskSchema, taskLimitsSchema } from '../../contract/task-limits.ts';
import { taskOutputSchema } from '../../contract/task-program.ts';

/** How an attempt ended. */
const endSchema = z.discriminatedUnion('kind', [
  /** Its program ended, and its check, if there is one. */
  z.object({ kind: z.literal('ended'), at: z.number() }),
  /** Its agent stopped, or its programs were killed, before it was over. */
  z.object({ kind: z.literal('interrupted'), at: z.number() }),
  /** The person stopped it. */
  z.object({ kind: z.literal('stopped'), at: z.number() }),
  /** Its agent was not created, or its program could not begin. */
  z.object({ kind: z.literal('not-begun'), at: z.number(), message: z.string() }),
]);

const idSchema = z.string().regex(/^[a-f0-9]{12}$/);

/** How far a round of an attempt has come. */
const progressFields = {
  begunAt: z.number().optional(),
  /** Of the program. */
  exitCode: z.number().int().optional(),
  checkExitCode: z.number().int().optional(),
  /** The person stops it. */
  stopAsked: z.boolean().default(false),
  end: endSchema.optional(),
};

/** A round after the first. */
const roundRecordSchema = z.object({
  id: idSchema,
  /** What the agent is sent. */
  message: z.string(),
  fixesCheck: z.boolean(),
  /** The command of the round, with `{prompt}` in one of its words. */
  command: z.array(z.string()),
  /** The snapshot of the agent that was saved before it. */
  snapshotId: z.string().optional(),
  ...progressFields,
});
export type RoundRecord = z.infer<typeof roundRecordSchema>;
/** The agent that is created once it is the attempt’s turn. It was checked, and the person agreed to it. */
const reservedAgentSchema = z.object({
  spec: agentSpecSchema,
  confirmed: z.array(z.string()),
  verify: z.boolean(),
});
export type ReservedAgent = z.infer<typeof reservedAgentSchema>;

const attemptRecordSchema = z.object({
  id: idSchema,
  number: z.number().int(),
  type: z.string(),
  /** The type's command for a prompt, as it was when the task was created. */
  promptCommand: z.array(z.string()),
  /** Its command for a prompt that goes on with the session; empty: a follow-up begins a new one. */
  followUpCommand: z.array(z.string()).default([]),
  /** How its program prints. */
  output: taskOutputSchema.default('text'),
  /** Empty when no agent was created. */
  agentId: z.string(),
  agentName: z.string(),
  /** The memory limit with which its agent is created; 0: none. */
  memoryBytes: z.number().default(0),
  /** Of its agent. */
  tags: z.array(z.string()).default([]),
  /** Present while it waits in the queue. */
  waiting: reservedAgentSchema.optional(),
  /** Of the first round, which has the attempt's id. */
  ...progressFields,
  /** What its program said of itself, in all rounds that are over. */
  progress: attemptProgressSchema.optional(),
  /** The rounds after the first, the oldest first. Each but the newest has ended. */
  rounds: z.array(roundRecordSchema).default([]),
});
export type AttemptRecord = z.infer<typeof attemptRecordSchema>;

/** A task as its file holds it. */
export const taskRecordSchema = z.object({
  version: z.literal(1),
  id: idSchema,
  title: z.string(),
  prompt: z.string(),
  project: z.string(),
  issue: issueAddressSchema.optional(),
  check: z.string(),
  limits: taskLimitsSchema.prefault({}),
  /** How often the person allowed all of the limits, and when for the last time. */
  allowance: z.object({ times: z.number(), from: z.number().optional() }).default({ times: 1 }),
  /** The limit that was reached: its agents are paused until the person goes on. */
  held: heldTaskSchema.optional(),
  createdAt: z.number(),
  attempts: z.array(attemptRecordSchema),
});
export type TaskRecord = z.infer<typeof taskRecordSchema>;
