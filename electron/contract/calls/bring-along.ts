import { z } from 'zod';
import { foundBringableSchema } from '../bring-along.ts';
import { nothing } from './inputs.ts';

export const bringAlongCalls = {
  /** What of the person's own preferences this machine has that new agents could get, with the paths alone. */
  'bring-along.list': { input: nothing, output: z.object({ found: z.array(foundBringableSchema) }) },
} as const;
