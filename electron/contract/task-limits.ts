import { z } from 'zod';

/** What a task may use before it is held; what is absent has no limit. */
export const taskLimitsSchema = z.object({
  /** How long each attempt works. */
  minutes: z.number().int().min(1).max(10_080).optional(),
  /** Of all attempts together, of all kinds. */
  tokens: z.number().int().min(1_000).max(1_000_000_000).optional(),
  /** Of all attempts together, in USD, as far as there are prices. */
  costUsd: z.number().min(0.01).max(100_000).optional(),
});
export type TaskLimits = z.output<typeof taskLimitsSchema>;

export const limitKindSchema = z.enum(['minutes', 'tokens', 'costUsd']);
export type LimitKind = z.infer<typeof limitKindSchema>;

/** A limit that was reached: the task's agents are paused until the person allows as much again, or stops it. */
export const reachedLimitSchema = z.object({
  kind: limitKindSchema,
  /** What it allowed, and what was used of it. */
  allowed: z.number(),
  used: z.number(),
});
export type ReachedLimit = z.infer<typeof reachedLimitSchema>;

/** Since when it is held, ms since the epoch. */
export const heldTaskSchema = reachedLimitSchema.extend({ at: z.number() });
export type HeldTask = z.infer<typeof heldTaskSchema>;

/** How often the person allowed the whole limits, and when for the last time, ms since the epoch. */
export interface Allowance {
  times: number;
  from?: number | undefined;
}

/** What the attempts of a task used. */
export interface TaskUse {
  /** When each attempt that works began, ms since the epoch. */
  begunAt: readonly number[];
  tokens: number;
  costUsd: number;
}

/** The first limit that is reached. Each new allowance permits as much again. Pure. */
export function reachedLimit(
  limits: TaskLimits,
  use: TaskUse,
  { times, from }: Allowance,
  now: number,
): ReachedLimit | undefined {
  const longestMs = Math.max(0, ...use.begunAt.map((begunAt) => now - Math.max(begunAt, from ?? 0)));
  const uses: readonly ReachedLimit[] = [
    { kind: 'minutes', allowed: limits.minutes ?? Infinity, used: Math.floor(longestMs / 60_000) },
    { kind: 'tokens', allowed: (limits.tokens ?? Infinity) * times, used: use.tokens },
    { kind: 'costUsd', allowed: (limits.costUsd ?? Infinity) * times, used: use.costUsd },
  ];
  return uses.find(({ allowed, used }) => used >= allowed);
}
