import { z } from 'zod';
import { secretReferenceSchema } from './agent-spec.ts';

/** The credentials of an agent as they are, which may be others than at its creation. */
export const agentCredentialsSchema = z.object({
  credentials: z.array(
    secretReferenceSchema.extend({
      /** Why it is not there, for a person. */
      problem: z.string().optional(),
    }),
  ),
  /** What only a new container brings or takes away, in words; empty when everything is in force. */
  recreate: z.array(z.string()),
  /**
   * Whether that container can start from what the present one wrote outside volumes: not when a snapshot would hold a
   * value from the environment, and not when the image has to be rebuilt for the gateway's certificates.
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
