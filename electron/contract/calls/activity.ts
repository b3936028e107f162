import { z } from 'zod';
import { activitySchema } from '../activity.ts';
import { nothing } from './inputs.ts';

export const activityCalls = {
  /** The events of this run of the app, oldest first. */
  'activity.list': { input: nothing, output: z.array(activitySchema) },
  'activity.clear': { input: nothing, output: nothing },
  /** Ids of the agents with a console that waits for a person. */
  'attention.waiting': { input: nothing, output: z.array(z.string()) },
} as const;

export const activityEvents = {
  'activity.added': activitySchema,
  'activity.cleared': nothing,
  'attention.changed': z.object({ waiting: z.array(z.string()) }),
} as const;
