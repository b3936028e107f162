import { z } from 'zod';

const DAY_MINUTES = 24 * 60;

/** When an agent starts, stops and goes by itself. Can be changed at any time, without a new container. */
export const agentLifeSchema = z.object({
  /** Stop it after so many minutes without output, CPU or typing; null: never. */
  idleStopMinutes: z
    .int('Whole minutes.')
    .min(1, 'At least one minute.')
    .max(DAY_MINUTES, 'At most a day (1440 minutes).')
    .nullable()
    .default(null),
  /** Opening a console starts an agent that is stopped. */
  startOnConsole: z.boolean().default(false),
  startOnLaunch: z.boolean().default(false),
  /** A throw-away agent: removed when it stops, with its workspace volume and home. */
  removeWhenStopped: z.boolean().default(false),
});
export type AgentLife = z.infer<typeof agentLifeSchema>;

/** Everything by hand. */
export const MANUAL_LIFE: AgentLife = agentLifeSchema.parse({});
