import { z } from 'zod';

/** A call of a program, without its query and its body. */
export const recordedCallSchema = z.object({
  /**
   * `socket` for the person's own programs, `mcp:NAME` for an MCP client of this machine, `token:NAME` for a token,
   * `agent:NAME` for an agent with a grant, `unknown` without a valid token.
   */
  caller: z.string().max(200),
  /** The HTTP method; `RPC` for a call of the contract over the socket, `MCP` for a tool of the MCP server. */
  method: z.string().max(20),
  /** The path of the route, with parameters as `{name}`, or the name of the call or tool; null when there is none. */
  route: z.string().max(200).nullable(),
  /** The agent as the caller names it; absent when the call was refused. */
  agent: z.string().max(100).optional(),
  /** The HTTP status of the answer. */
  status: z.number().int(),
});
export type RecordedCall = z.infer<typeof recordedCallSchema>;

/**
 * A recorded call in the audit. Only calls that change something, that read what an agent wrote or sent, and refused
 * calls are recorded.
 */
export const apiCallSchema = recordedCallSchema.extend({
  /** Epoch ms. */
  at: z.number(),
  /** The number of equal calls that this record stands for. */
  count: z.number().int().optional(),
});
export type ApiCall = z.infer<typeof apiCallSchema>;

/** The number of calls that a window gets. */
export const API_CALLS_SHOWN = 200;
