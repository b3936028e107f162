import { mcpGrantText } from '../../contract/mcp-grant-text.ts';
import { type Check, finding } from './posture-subject.ts';

/** What a grant to use the app's MCP server weakens. */
const mcp: Check = ({ mcpGrant }) =>
  mcpGrant === undefined
    ? []
    : [
        finding(
          'weak',
          'mcp.granted',
          'May make sandboxes of its own with Bulkhead’s MCP server',
          `${mcpGrantText(mcpGrant)}. It reaches nothing else of Bulkhead, and you are asked for whatever reaches further.`,
        ),
      ];

export const mcpChecks: readonly Check[] = [mcp];
