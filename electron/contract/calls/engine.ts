import { z } from 'zod';
import { endpointProbeSchema, endpointSchema, engineStateSchema } from '../engine.ts';
import { nothing } from './inputs.ts';

export const engineCalls = {
  'engine.state': { input: nothing, output: engineStateSchema },
  'engine.retry': { input: nothing, output: nothing },
  'engine.endpoints': { input: nothing, output: z.array(endpointProbeSchema) },
  'engine.test': {
    input: z.object({
      url: z.string(),
      tlsPath: z.string().optional(),
      skipTlsVerify: z.boolean().optional(),
    }),
    output: endpointProbeSchema,
  },
  /** `null` forgets the person's choice: the app looks in its usual order again. */
  'engine.choose': { input: z.object({ endpoint: endpointSchema.nullable() }), output: nothing },
} as const;

export const engineEvents = {
  'engine.changed': engineStateSchema,
} as const;
