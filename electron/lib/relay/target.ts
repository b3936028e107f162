import { z } from 'zod';

const ipv4 = z.string().regex(/^\d{1,3}(\.\d{1,3}){3}$/);

/** The target of a connection through the relay in the gateway's container. */
export const relayTargetSchema = z.object({
  /** The agent's address. */
  address: ipv4,
  port: z.number().int().min(1).max(65_535),
  /** The gateway's address on that agent's network, to which the connection must be bound. */
  from: ipv4,
});
export type RelayTarget = z.infer<typeof relayTargetSchema>;
