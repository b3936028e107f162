import type { EngineFacts } from '../../contract/engine.ts';
import type { McpGrant } from '../../contract/mcp-grant.ts';
import type { AgentDirectory } from '../directory/directory.ts';
import type { Engine } from '../docker/engine.ts';
import { networksOf } from '../docker/networks-of.ts';
import type { CallHandlers } from '../rpc/handlers.ts';
import { posture } from './posture.ts';

/** Computes the posture of an agent's sandbox from what the engine reports. */
export function createPosture(deps: {
  engine(): Engine;
  facts(): EngineFacts;
  directory: AgentDirectory;
  /** What the person granted an agent at the app's MCP server. */
  mcpGrantOf(agentId: string): McpGrant | undefined;
}): {
  calls: Pick<CallHandlers, 'agent.posture'>;
} {
  return {
    calls: {
      'agent.posture': async ({ agentId }, signal) => {
        const engine = deps.engine();
        const inspected = await engine.inspectContainer(deps.directory.get(agentId).containerId, { signal });
        const networks = await networksOf(engine, inspected, signal);
        return posture(inspected, networks, deps.facts(), deps.mcpGrantOf(agentId));
      },
    },
  };
}
