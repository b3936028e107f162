import { z } from 'zod';
import { secretReferenceSchema } from '../agent-spec.ts';
import { agentCredentialsSchema, secretUsesSchema } from '../credentials.ts';
import { secretStoreCalls } from '../secrets.ts';
import { agentId, nothing } from './inputs.ts';

export const secretsCalls = {
  /** Asks the person outside of any window where a window alone must not decide. */
  ...secretStoreCalls,
  'agent.credentials': { input: agentId, output: agentCredentialsSchema },
  /** Takes effect at once at the gateway and in files; `recreate` of the answer lists what needs a new container. */
  'agent.set-credentials': {
    input: z.object({ agentId: z.string(), secrets: z.array(secretReferenceSchema).max(20) }),
    output: agentCredentialsSchema,
  },
  /** Which agents used which secret, as far as the audit goes back. */
  'secrets.uses': { input: nothing, output: secretUsesSchema },
} as const;

export const secretsEvents = {
  /** The list of secrets changed: read it again. */
  'secrets.changed': nothing,
} as const;
