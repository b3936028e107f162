import { z } from 'zod';
import { agentSpecSchema } from './agent-spec.ts';
import { attemptProgressSchema } from './attempt-progress.ts';
import { roundSchema, roundStateSchema } from './follow-up.ts';
import { costSchema } from './prices.ts';
import { heldTaskSchema, taskLimitsSchema } from './task-limits.ts';
import { taskOutputSchema } from './task-program.ts';

/**
 * A prompt is one argument of a program, and Linux takes none of more than 128 KiB (MAX_ARG_STRLEN, execve(2)). The rest
 * is for what a type writes around it.
 */
export const PROMPT_MAX_BYTES = 120_000;

const NUL = '\0';

/** What a task is to do, as the person wrote it. */
export const promptSchema = z
  .string()
  .refine((text) => text.trim() !== '', 'Write what is to be done.')
  .refine((text) => !text.includes(NUL), 'A prompt cannot hold a NUL character.')
  .refine(
    (text) => new TextEncoder().encode(text).length <= PROMPT_MAX_BYTES,
    `A program takes at most ${PROMPT_MAX_BYTES / 1000} kB at once. Put the rest into a file of the project, and name the file here.`,
  );

/** A command for `sh -c`; empty: none. */
export const checkCommandSchema = z
  .string()
  .max(10_000, 'At most 10,000 characters.')
  .refine((text) => !text.includes(NUL), 'A command cannot hold a NUL character.');

/** An agent for one attempt. Its name and its purpose come from the task. */
export const attemptSpecSchema = agentSpecSchema
  .omit({ name: true, purpose: true })
  .refine(({ workspace }) => workspace.kind === 'copy', {
    path: ['workspace'],
    message: 'Each attempt works on a private copy of a folder or repository.',
  });
export type AttemptSpec = z.output<typeof attemptSpecSchema>;

export const ATTEMPTS_MAX = 10;

/** An address of a browser, for https alone. */
export const issueAddressSchema = z
  .string()
  .max(2_000)
  .regex(/^https:\/\/\S+$/, 'The address of an issue.');

export const taskRequestSchema = z.object({
  prompt: promptSchema,
  check: checkCommandSchema.default(''),
  limits: taskLimitsSchema.prefault({}),
  attempts: z
    .array(attemptSpecSchema)
    .min(1, 'Choose at least one agent.')
    .max(ATTEMPTS_MAX, `At most ${ATTEMPTS_MAX} agents.`),
  /** The address of the issue whose words are in the prompt; absent: there are none of strangers. */
  issue: issueAddressSchema.optional(),
  /** Verify the isolation of each agent once it runs. */
  verify: z.boolean().default(false),
  /** Risks that the person was shown and accepted, as for `agent.create`. */
  confirmed: z.array(z.string()).default([]),
});
export type TaskRequest = z.output<typeof taskRequestSchema>;

export const attemptStateSchema = roundStateSchema;
export type AttemptState = z.infer<typeof attemptStateSchema>;

/** One agent at work on a task. Its state and its times are those of its newest round. */
export const attemptSchema = z.object({
  id: z.string(),
  /** Counts from 1 within the task. */
  number: z.number().int(),
  type: z.string(),
  /** How its program prints. */
  output: taskOutputSchema,
  agentId: z.string(),
  agentName: z.string(),
  state: attemptStateSchema,
  /** Why it failed, or what it waits for, for a person. */
  reason: z.string().optional(),
  /** The agent that it will have, while it waits in the queue or is created. */
  waiting: z.object({ memoryBytes: z.number(), tags: z.array(z.string()) }).optional(),
  /** When its program began, and when all of it was over, by the clock of the engine, ms since the epoch. */
  begunAt: z.number().optional(),
  endedAt: z.number().optional(),
  /** The exit code of the check; absent while there is none. */
  checkExitCode: z.number().int().optional(),
  /** The oldest first; at least one. */
  rounds: z.array(roundSchema),
  /** Whether a follow-up goes on with the session; else it begins a new one, which knows the files alone. */
  keepsSession: z.boolean(),
  ...attemptProgressSchema.shape,
  /** Of its usage, by the prices in use; absent while there is none. */
  cost: costSchema.optional(),
});
export type Attempt = z.infer<typeof attemptSchema>;

export const taskSchema = z.object({
  id: z.string(),
  /** The first line of the prompt. */
  title: z.string(),
  prompt: z.string(),
  /** The folder or the repository that is copied. */
  project: z.string(),
  issue: issueAddressSchema.optional(),
  check: z.string(),
  limits: taskLimitsSchema,
  /** The limit that it is held at. */
  held: heldTaskSchema.optional(),
  /** ms since the epoch */
  createdAt: z.number(),
  attempts: z.array(attemptSchema),
});
export type Task = z.infer<typeof taskSchema>;

/** What an attempt printed: its program, or its check. */
export const transcriptPartSchema = z.enum(['program', 'check']);
export type TranscriptPart = z.infer<typeof transcriptPartSchema>;
