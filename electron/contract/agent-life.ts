import { z } from 'zod';

const DAY_MINUTES = 24 * 60;

/** When the app starts, stops and removes an agent by itself. It can change at any time, without a new container. */
export const agentLifeSchema = z.object({
  /** The app stops the agent after this many minutes without output, CPU or typing; null: never. */
  idleStopMinutes: z
    .int('Whole minutes.')
    .min(1, 'At least one minute.')
    .max(DAY_MINUTES, 'At most a day (1440 minutes).')
    .nullable()
    .default(null),
  /** Opening a console starts an agent that is stopped. */
  startOnConsole: z.boolean().default(false),
  startOnLaunch: z.boolean().default(false),
  /** The app removes the agent when it stops, with its workspace volume and home. */
  removeWhenStopped: z.boolean().default(false),
});
export type AgentLife = z.infer<typeof agentLifeSchema>;

/** The life of an agent that only a person starts, stops and removes. */
export const MANUAL_LIFE: AgentLife = agentLifeSchema.parse({});
