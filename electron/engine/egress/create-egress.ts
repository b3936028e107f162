import type { HostConfig } from '../../contract/host.ts';
import type { Clock } from '../../lib/clock.ts';
import type { Logger } from '../../lib/logger.ts';
import { Scope } from '../../lib/scope.ts';
import type { AgentDirectory } from '../directory/directory.ts';
import type { EngineConnection } from '../docker/connection.ts';
import type { SaveTokens } from '../files/save-tokens.ts';
import type { LivePreferences } from '../preferences/live-preferences.ts';
import type { Broadcast } from '../rpc/handlers.ts';
import type { SecretProvider } from '../secrets/secret-keeper.ts';
import { broadcastAsks, createAskHandlers } from './asks/ask-handlers.ts';
import { programFinder } from './asks/ask-program.ts';
import { Asks } from './asks/asks.ts';
import { Audit } from './audit/audit.ts';
import { networkHandlers } from './audit/audit-handlers.ts';
import { createGatewayEgress } from './create.ts';
import { followAgents } from './follow-agents.ts';
import { followGatewayBase } from './gateway/follow-gateway-base.ts';
import { broadcastEgress, createEgressHandlers } from './handlers.ts';
import { createLearnHandlers } from './learn/learn.ts';
import { ownSetsOf } from './policy/own-sets.ts';
import { endRulesWithRun } from './session-rules.ts';

/** Puts together the gateway, what it records and asks, and what keeps it true to the agents on the engine. */
export function createEgress(parts: {
  config: HostConfig;
  connection: EngineConnection;
  directory: AgentDirectory;
  secrets: SecretProvider;
  preferences: LivePreferences;
  savePlaces: SaveTokens;
  /** Authorities (PEM) besides the public ones that upstream servers may be signed by. */
  extraRootsPem: string | undefined;
  clock: Clock;
  logger: Logger;
}) {
  const { config, connection, directory, secrets, preferences, extraRootsPem, clock, logger } = parts;
  const scope = new Scope();
  const engine = () => connection.engine();
  const audit = new Audit({ dataPath: config.dataPath, clock, logger });
  scope.add(() => audit.dispose());
  const asks = new Asks({ findProgram: programFinder({ engine, directory }), clock, logger });
  scope.add(() => asks.dispose());
  scope.add(audit.recorded.on((decision) => asks.decided(decision)));
  const egress = createGatewayEgress({
    engine,
    config,
    audit,
    asks,
    secrets,
    extraRootsPem,
    clock,
    logger,
    ownSets: ownSetsOf(preferences),
    base: () => preferences.current.gatewayBase,
  });
  scope.add(() => egress.dispose());
  scope.add(
    egress.detached.on((agentId) => {
      asks.forget(agentId);
      audit.forget(agentId);
    }),
  );
  scope.add(followAgents({ connection, egress, clock, logger }));
  scope.add(endRulesWithRun({ directory, egress, logger }));
  scope.add(followGatewayBase({ preferences, egress, logger }));
  const network = networkHandlers(audit, parts.savePlaces, clock);
  return {
    egress,
    audit,
    calls: {
      ...createEgressHandlers({ egress, directory, engine, secrets }),
      ...network.calls,
      ...createAskHandlers(asks),
      ...createLearnHandlers({ audit, egress, ownSets: () => preferences.current.egressSets }),
    },
    streams: network.streams,
    broadcast: (broadcast: Broadcast) => {
      const stops = [broadcastEgress(egress, broadcast), broadcastAsks(asks, broadcast)];
      return () => {
        for (const stop of stops) stop();
      };
    },
    dispose: () => scope.dispose(),
  };
}
