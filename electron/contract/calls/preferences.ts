import { z } from 'zod';
import { preferencesChangeSchema, preferencesSchema } from '../preferences.ts';
import { nothing } from './inputs.ts';

export const preferencesCalls = {
  'preferences.get': { input: nothing, output: preferencesSchema },
  /**
   * Changes the named fields. Rejects with `conflict` when one of them is not as in `basedOn` any more, and with
   * `not-allowed` when a person had to agree and did not (another image for the gateway, a proxy, a file of authorities).
   */
  'preferences.change': {
    input: z.object({ change: preferencesChangeSchema, basedOn: preferencesChangeSchema }),
    output: nothing,
  },
} as const;
