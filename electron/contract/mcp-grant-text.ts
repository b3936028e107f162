import { formatDuration } from '../lib/format-duration.ts';
import type { McpGrant } from './mcp-grant.ts';
import { formatBytes } from './sizes.ts';

/** "4 sandboxes at a time with 8 GiB of memory together, each for 8 h". */
export function mcpGrantText({ maximumAgents, maximumMemoryBytes, lifetimeMs }: McpGrant): string {
  const sandboxes = maximumAgents === 1 ? '1 sandbox' : `${maximumAgents} sandboxes`;
  return `${sandboxes} at a time with ${formatBytes(maximumMemoryBytes)} of memory together, each for ${formatDuration(lifetimeMs)}`;
}
