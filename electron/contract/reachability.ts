import { z } from 'zod';
import { flowErrorSchema } from './egress.ts';

/**
 * Whether what agents are allowed to reach can be reached.
 * - `unknown`: no request has told yet.
 * - `dead`: the last requests all failed before a server answered, to these hosts, by this error.
 */
export const reachabilitySchema = z.discriminatedUnion('state', [
  z.object({ state: z.literal('unknown') }),
  z.object({ state: z.literal('open') }),
  z.object({
    state: z.literal('dead'),
    error: flowErrorSchema,
    hosts: z.array(z.string()),
    /** Epoch milliseconds of the first of these failures. */
    since: z.number(),
  }),
]);
export type Reachability = z.infer<typeof reachabilitySchema>;

/** The proxies in force, for a person: `protocol://host:port`, without user and password. */
export const shownProxiesSchema = z.object({
  plain: z.string().nullable(),
  secure: z.string().nullable(),
  noProxy: z.string(),
});
export type ShownProxies = z.infer<typeof shownProxiesSchema>;
