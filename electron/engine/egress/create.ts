import type { HostConfig } from '../../contract/host.ts';
import type { Clock } from '../../lib/clock.ts';
import type { Logger } from '../../lib/logger.ts';
import { Scope } from '../../lib/scope.ts';
import type { Consent } from '../consent/consent.ts';
import type { AgentDirectory } from '../directory/directory.ts';
import type { EngineConnection } from '../docker/connection.ts';
import type { SaveTokens } from '../files/save-tokens.ts';
import { takenSubnets } from '../networks/taken-subnets.ts';
import type { LivePreferences } from '../preferences/live-preferences.ts';
import type { EngineProxies } from '../proxies/create.ts';
import { stopEach } from '../rpc/area.ts';
import type { Broadcast } from '../rpc/handlers.ts';
import type { SecretProvider } from '../secrets/secret-provider.ts';
import { createAppAccess } from './app-access/app-access.ts';
import { broadcastAsks, createAskHandlers } from './asks/ask-handlers.ts';
import { programFinder } from './asks/ask-program.ts';
import { Asks } from './asks/asks.ts';
import { Audit } from './audit/audit.ts';
import { networkHandlers } from './audit/audit-handlers.ts';
import { followAgents } from './follow-agents.ts';
import { followGatewayBase } from './gateway/follow-gateway-base.ts';
import { followLateGateway } from './gateway/follow-late-gateway.ts';
import { createGatewayEgress } from './gateway-egress.ts';
import { broadcastEgress, createEgressHandlers } from './handlers.ts';
import { createLearnHandlers } from './learn/learn.ts';
import { ownSetsOf } from './policy/own-sets.ts';
import { ReachabilityWatch } from './reachability.ts';
import type { GatewayEgress } from './service.ts';
import { endRulesWithRun } from './session-rules.ts';

/** Creates the gateway, its audit and asks, and the follower that keeps it equal to the agents on the engine. */
export function createEgress(deps: {
  config: HostConfig;
  connection: EngineConnection;
  directory: AgentDirectory;
  secrets: SecretProvider;
  consent: Consent;
  preferences: LivePreferences;
  /** Networks of this machine in CIDR notation, such as a VPN's. */
  machine: { networks(): readonly string[] };
  saveTokens: SaveTokens;
  /** Authorities (PEM) for upstream servers besides the public ones. */
  hostRoots: () => string | undefined;
  /** The proxies before the internet. */
  proxies: EngineProxies;
  clock: Clock;
  logger: Logger;
}) {
  const { config, connection, directory, secrets, preferences, hostRoots, proxies, clock, logger } = deps;
  const scope = new Scope();
  const engine = () => connection.engine();
  const audit = new Audit({ dataPath: config.dataPath, clock, logger });
  scope.add(() => audit.dispose());
  const asks = new Asks({ findProgram: programFinder({ engine, directory }), clock, logger });
  scope.add(() => asks.dispose());
  scope.add(audit.recorded.on((decision) => asks.onDecision(decision)));
  const reachability = new ReachabilityWatch();
  scope.add(audit.recorded.on((decision) => reachability.add(decision)));
  scope.add(proxies.onChange(() => reachability.reset()));
  const app = createAppAccess({
    engine,
    agents: () => directory.list().agents,
    egress: () => egress.list(),
    clock,
    logger,
  });
  scope.add(() => app.relay.dispose());
  const egress: GatewayEgress = createGatewayEgress({
    engine,
    appTokens: app.tokens,
    config,
    audit,
    asks,
    secrets,
    extraRoots: hostRoots,
    proxies,
    clock,
    logger,
    ownSets: ownSetsOf(preferences),
    base: () => preferences.current.gatewayBase,
    takenSubnets: (signal) =>
      takenSubnets({ engine, facts: () => connection.facts(), machine: deps.machine }, signal),
  });
  scope.add(() => egress.dispose());
  scope.add(
    egress.detached.on((agentId) => {
      asks.forget(agentId);
      app.relay.forget(agentId);
      app.tokens.forget(agentId);
      audit.forget(agentId);
    }),
  );
  scope.add(egress.policyApplied.on((policy) => app.relay.applied(policy)));
  scope.add(followAgents({ connection, egress, clock, logger }));
  scope.add(endRulesWithRun({ directory, egress, logger }));
  const late = followLateGateway({ connection, egress, clock, logger });
  scope.add(() => late.dispose());
  scope.add(followGatewayBase({ preferences, egress, logger }));
  const network = networkHandlers(audit, deps.saveTokens, clock);
  return {
    egress,
    audit,
    appAccess: app.access,
    calls: {
      ...createEgressHandlers({
        egress,
        directory,
        engine,
        secrets,
        audit,
        proxies,
        reachability,
        consent: deps.consent,
        clock,
      }),
      ...network.calls,
      ...createAskHandlers(asks),
      ...createLearnHandlers({ audit, egress, ownSets: () => preferences.current.egressSets }),
    },
    streams: network.streams,
    broadcast: (broadcast: Broadcast) =>
      stopEach(
        broadcastEgress(egress, broadcast),
        broadcastAsks(asks, broadcast),
        reachability.changed.on((state) => broadcast('egress.reachability-changed', state)),
      ),
    dispose: () => scope.dispose(),
  };
}
