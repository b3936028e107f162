import { z } from 'zod';
import { preferencesChangeSchema, preferencesSchema } from '../preferences.ts';
import { settingsChangeSchema, settingsSchema } from '../settings.ts';
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
  /** Changes all settings, for a process that keeps none of its own. Rejects as `preferences.change` does. */
  'settings.update': { input: settingsChangeSchema, output: settingsSchema },
} as const;

export const preferencesStreams = {
  /** All settings of the process that owns the data folder, now and after each change. */
  'settings.watch': {
    input: nothing,
    item: settingsSchema,
    inbound: z.never(),
    result: nothing,
  },
} as const;
