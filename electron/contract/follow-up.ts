import { z } from 'zod';
import { assertNever } from '../lib/assert-never.ts';
import type { Agent } from './agent.ts';

/** How often an attempt may be sent the output of its failed check; then a person writes what is to be done. */
export const FIX_CHECK_MAX = 3;

/** As much of a message as the list of tasks holds, in characters; the agent got all of it. */
export const LISTED_MESSAGE_MAX = 2_000;

export const roundStateSchema = z.enum(['queued', 'working', 'checking', 'done', 'failed']);

/** How a round ended: by itself, with its agent, by the person, or before it began. */
export const roundEndingSchema = z.enum(['ended', 'interrupted', 'stopped', 'not-begun']);

/** One run of an attempt’s program and its check: the first is for the task’s prompt, each later one for a message. */
export const roundSchema = z.object({
  /** Counts from 1 within the attempt. */
  number: z.number().int(),
  /** The beginning of what the agent was sent. Empty in the first round, which is for the task’s prompt. */
  message: z.string(),
  /** The message is the output of the check that failed. */
  fixesCheck: z.boolean(),
  state: roundStateSchema,
  /** Why it failed, or what it waits for, for a person. */
  reason: z.string().optional(),
  ending: roundEndingSchema.optional(),
  /** By the clock of the engine, ms since the epoch. */
  begunAt: z.number().optional(),
  endedAt: z.number().optional(),
  checkExitCode: z.number().int().optional(),
  /** The snapshot of the agent that was saved before it. */
  snapshotId: z.string().optional(),
});
export type Round = z.infer<typeof roundSchema>;

/** How often the attempt may still be sent the output of its check. */
export function fixesLeft(rounds: readonly Pick<Round, 'fixesCheck'>[]): number {
  return Math.max(0, FIX_CHECK_MAX - rounds.filter(({ fixesCheck }) => fixesCheck).length);
}

/** Why an attempt takes no message now, in words for a person; undefined: it takes one. */
export function followUpProblem(
  { state }: Pick<Round, 'state'>,
  agent: Pick<Agent, 'status'> | undefined,
): string | undefined {
  if (!agent) return 'Its agent is not on this engine.';
  if (state === 'queued') return 'It has not begun yet.';
  if (state === 'working' || state === 'checking') return 'It is at work. Wait until it is over, or stop it.';
  switch (agent.status) {
    case 'running':
    case 'stopped':
    case 'failed':
      return undefined;
    case 'paused':
      return 'Its agent is paused. Resume the agent first.';
    case 'creating':
      return 'Its agent is being changed.';
    case 'unreachable':
      return 'The engine does not answer.';
    default:
      return assertNever(agent.status);
  }
}
