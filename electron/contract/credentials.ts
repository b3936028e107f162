import { z } from 'zod';
import { secretReferenceSchema } from './agent-spec.ts';

/** The agent's present credentials, which may differ from those at its creation. */
export const agentCredentialsSchema = z.object({
  credentials: z.array(
    secretReferenceSchema.extend({
      /** Why the credential is not available, for a person. */
      problem: z.string().optional(),
    }),
  ),
  /** Changes that take effect only in a new container, in words; empty when everything is in force. */
  recreate: z.array(z.string()),
  /**
   * Whether the new container can keep files written outside volumes. It cannot when a snapshot would hold a value from
   * the environment, or when the image must be rebuilt for the gateway's certificates.
   */
  keepsFiles: z.boolean(),
});
export type AgentCredentialsState = z.infer<typeof agentCredentialsSchema>;

/** Requests of one agent to one host that carried a secret. */
export const secretUseLineSchema = z.object({
  agentId: z.string(),
  host: z.string(),
  count: z.number().int(),
  /** Epoch milliseconds. */
  firstAt: z.number(),
  lastAt: z.number(),
});
export type SecretUseLine = z.infer<typeof secretUseLineSchema>;

/** By secret id; the newest first, at most 100 pairs of agent and host a secret. */
export const secretUsesSchema = z.record(z.string(), z.array(secretUseLineSchema));
