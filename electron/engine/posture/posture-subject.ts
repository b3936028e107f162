import type { EngineFacts } from '../../contract/engine.ts';
import type { Finding, Posture } from '../../contract/isolation.ts';
import type { McpGrant } from '../../contract/mcp-grant.ts';
import type { ContainerInspect, NetworkInspect } from '../docker/api.ts';

/** Input of a posture: what the engine reports, never what was requested. */
export interface PostureSubject {
  inspect: ContainerInspect;
  /** The container's networks. */
  networks: readonly NetworkInspect[];
  facts: EngineFacts;
  tier: Posture['tier'];
  /** What a person granted the agent at the app's MCP server. */
  mcpGrant?: McpGrant | undefined;
}

/** Checks one aspect of a sandbox and returns its findings. Pure. */
export type Check = (subject: PostureSubject) => Finding[];

export function finding(severity: Finding['severity'], id: string, title: string, detail: string): Finding {
  return { id, severity, title, detail };
}
