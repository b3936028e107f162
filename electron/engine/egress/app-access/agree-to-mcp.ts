import type { McpGrant } from '../../../contract/mcp-grant.ts';
import { mcpGrantText } from '../../../contract/mcp-grant-text.ts';
import type { Consent } from '../../consent/consent.ts';

/** Asks the person whether an agent may use the app's MCP server. Rejects as `consent` does. */
export async function agreeToMcp(
  consent: Consent,
  agentName: string,
  grant: McpGrant,
  signal?: AbortSignal,
): Promise<void> {
  const message = `Let “${agentName}” make sandboxes of its own with Bulkhead’s MCP server?`;
  const detail = `${mcpGrantText(grant)}. Internet, folders of this machine, secrets and your other agents are asked about each time.`;
  await consent.ask({ message, detail }, signal);
}
