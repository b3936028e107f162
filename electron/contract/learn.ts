import { z } from 'zod';
import { egressSetIdSchema } from './egress-sets.ts';

/** A host that an agent reached while egress was Full. */
export const seenHostSchema = z.object({
  host: z.string(),
  port: z.number().int(),
  requests: z.number().int(),
  bytesUp: z.number(),
  bytesDown: z.number(),
});
export type SeenHost = z.infer<typeof seenHostSchema>;

/** One entry of a proposed allowlist, with the seen hosts that it would allow. */
export const proposalSchema = z.object({
  /** As "Allowed domains" writes it, or the id of a set. */
  entry: z.string(),
  kind: z.enum(['host', 'pattern', 'set']),
  /** How it is shown: the entry, or the set's name. */
  name: z.string(),
  hosts: z.array(seenHostSchema),
});
export type Proposal = z.infer<typeof proposalSchema>;

/** The needs that a learning agent has shown so far. */
export const lessonSchema = z.object({
  /** Epoch ms. */
  since: z.number(),
  /** The shortest list: sets and patterns where they cover several hosts. */
  short: z.array(proposalSchema),
  /** One entry per host. */
  exact: z.array(proposalSchema),
  /** Entries of the agent's present lists that were not used. */
  unused: z.object({ domains: z.array(z.string()), sets: z.array(egressSetIdSchema) }),
});
export type Lesson = z.infer<typeof lessonSchema>;
