import { z } from 'zod';
import { secretSchema, secretUseSchema } from '../secrets.ts';
import { signInInputSchema, signInItemSchema } from '../sign-in.ts';

export const signInStreams = {
  /**
   * Signs in to a provider with its program's own login, in a sandbox that is removed afterwards, also when the stream is
   * closed. The tokens go to the keychain under the name, and never to the window. A provider that the person describes
   * needs their consent. Rejects with `secret-unavailable` when the program ends without a sign-in.
   */
  'account.sign-in': {
    input: z.object({ name: secretSchema.shape.name, use: secretUseSchema }),
    item: signInItemSchema,
    inbound: signInInputSchema,
    result: z.object({}),
  },
} as const;
