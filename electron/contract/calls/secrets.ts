import { z } from 'zod';
import { secretReferenceSchema } from '../agent-spec.ts';
import { agentCredentialsSchema, secretUsesSchema } from '../credentials.ts';
import { agentId, nothing } from './inputs.ts';

export const secretsCalls = {
  'agent.credentials': { input: agentId, output: agentCredentialsSchema },
  /** Takes effect at once at the gateway and in files; `recreate` of the answer lists what needs a new container. */
  'agent.set-credentials': {
    input: z.object({ agentId: z.string(), secrets: z.array(secretReferenceSchema).max(20) }),
    output: agentCredentialsSchema,
  },
  /** Which agents used which secret, as far as the audit goes back. */
  'secrets.uses': { input: nothing, output: secretUsesSchema },
} as const;
