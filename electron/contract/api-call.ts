import { z } from 'zod';

/**
 * A call of the HTTP API in the audit, without its query and its body. Only calls that change something, that read what
 * an agent wrote or sent, and refused calls are recorded.
 */
export const apiCallSchema = z.object({
  /** Epoch ms. */
  at: z.number(),
  /** `socket` for the person's own programs, `token:NAME` for a token, `unknown` without a valid token. */
  caller: z.string(),
  method: z.string(),
  /** The path of the route, with parameters as `{name}`; null when there is none. */
  route: z.string().nullable(),
  /** The agent as the path names it; absent when the call was refused. */
  agent: z.string().optional(),
  /** The HTTP status of the answer. */
  status: z.number().int(),
  /** The number of equal calls that this record stands for. */
  count: z.number().int().optional(),
});
export type ApiCall = z.infer<typeof apiCallSchema>;

/** The number of calls that a window gets. */
export const API_CALLS_SHOWN = 200;
