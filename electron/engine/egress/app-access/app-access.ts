import type { Duplex } from 'node:stream';
import type { Agent } from '../../../contract/agent.ts';
import type { EgressState } from '../../../contract/isolation.ts';
import type { McpGrant } from '../../../contract/mcp-grant.ts';
import type { Clock } from '../../../lib/clock.ts';
import type { Logger } from '../../../lib/logger.ts';
import type { Engine } from '../../docker/engine.ts';
import { openGatewayLink } from '../../docker/gateway-link.ts';
import { AppRelay } from './app-relay.ts';
import { AppTokens } from './app-tokens.ts';

/** An agent that calls the app. */
export interface AppCaller {
  readonly agentId: string;
  readonly name: string;
  readonly grant: McpGrant;
}

/** How agents with a grant reach the server of this process. */
export interface AppAccess {
  /** Hands their connections to `serve` until the returned function is called; before and after, all are refused. */
  serve(serve: (connection: Duplex) => void): () => void;
  /** The agent with this token, while its grant stands and its egress is not Off. */
  callerOf(token: string): AppCaller | undefined;
}

/** Creates the relay and the tokens. The caller connects `relay` to the gateway's policies. */
export function createAppAccess(deps: {
  engine(): Engine;
  /** All current agents. */
  agents(): readonly Agent[];
  egress(): Record<string, EgressState>;
  clock: Clock;
  logger: Logger;
}): { access: AppAccess; relay: AppRelay; tokens: AppTokens } {
  const { engine, clock } = deps;
  const logger = deps.logger.child('app-access');
  const tokens = new AppTokens();
  const relay = new AppRelay({
    open: (onRequest) => openGatewayLink(engine(), { role: 'app-relay', onRequest, logger }),
    clock,
    logger,
  });
  const callerOf = (token: string): AppCaller | undefined => {
    const agentId = tokens.agentOf(token);
    const agent = deps.agents().find(({ id }) => id === agentId);
    const wanted = agent && deps.egress()[agent.id]?.wanted;
    if (!agent || wanted?.mcp === undefined || wanted.mode === 'off') return undefined;
    return { agentId: agent.id, name: agent.name, grant: wanted.mcp };
  };
  return { access: { serve: (serve) => relay.serve(serve), callerOf }, relay, tokens };
}
