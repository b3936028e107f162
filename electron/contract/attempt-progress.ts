import { z } from 'zod';

const count = z.number().int().min(0);

const tokenUsageSchema = z.object({ input: count, output: count, cacheRead: count, cacheWrite: count });

/** What a model was asked for; without a model where the program does not name it. */
export const modelUsageSchema = z.object({
  model: z.string().optional(),
  tokens: tokenUsageSchema,
  /** What the program itself works out, in US dollars. */
  costUsd: z.number().min(0).optional(),
});
export type ModelUsage = z.infer<typeof modelUsageSchema>;

/** What an attempt's program says of itself, and so the agent's word. */
export const attemptProgressSchema = z.object({
  /** The tool that it used last, or what it said, in one line of at most 200 characters. */
  now: z.string().optional(),
  /** Of the whole attempt, by model. */
  usage: z.array(modelUsageSchema).optional(),
  /** Its session, which a follow-up goes on with. */
  session: z.string().optional(),
});
export type AttemptProgress = z.infer<typeof attemptProgressSchema>;
