import { z } from 'zod';

const GIB = 1024 ** 3;
const HOUR_MS = 3_600_000;

/** What an agent may do at the app's MCP server: it makes agents of its own, within this budget. */
export const mcpGrantSchema = z.object({
  /** Its agents at a time. */
  maximumAgents: z.int().min(1, 'At least one agent.').max(100, 'At most 100 agents.'),
  /** Their memory limits together. */
  maximumMemoryBytes: z
    .int()
    .min(64 * 1024 ** 2, 'At least 64 MiB of memory.')
    .max(1024 * GIB, 'At most 1 TiB of memory.'),
  /** How long each of them lives. */
  lifetimeMs: z
    .int()
    .min(60_000, 'A lifetime is at least a minute.')
    .max(30 * 24 * HOUR_MS, 'A lifetime is at most 30 days.'),
});
export type McpGrant = z.infer<typeof mcpGrantSchema>;

/** The budget of an MCP client for which the person chose none. */
export const DEFAULT_MCP_GRANT: McpGrant = {
  maximumAgents: 4,
  maximumMemoryBytes: 8 * GIB,
  lifetimeMs: 8 * HOUR_MS,
};

/** The name of the app on the network of an agent with a grant, which the gateway alone knows. */
export const APP_HOST = 'bulkhead.internal';
/** The port of the app in the gateway's container, and so of its address. */
export const APP_PORT = 80;
/** The path of the MCP server. */
export const MCP_PATH = '/mcp';
/** What an agent with a grant connects to. */
export const MCP_ADDRESS = `http://${APP_HOST}${MCP_PATH}`;
/** The destination of a rule that leads to the app. */
export const APP_SERVICE = 'app';
