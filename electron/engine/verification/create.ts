import type { HostService } from '../../contract/egress-rule.ts';
import type { HostConfig } from '../../contract/host.ts';
import type { Operation } from '../../contract/operation.ts';
import type { Clock } from '../../lib/clock.ts';
import type { Logger } from '../../lib/logger.ts';
import { Scope } from '../../lib/scope.ts';
import type { AgentProvisioner } from '../creation/agent-provisioner.ts';
import { activityIn } from '../directory/activity-from-operations.ts';
import type { AgentDirectory } from '../directory/directory.ts';
import type { EngineConnection } from '../docker/connection.ts';
import { DriftWatch } from '../drift/drift-watch.ts';
import type { Audit } from '../egress/audit/audit.ts';
import type { GatewayEgress } from '../egress/service.ts';
import type { SaveTokens } from '../files/save-tokens.ts';
import type { Operations } from '../operations/operations.ts';
import type { LivePreferences } from '../preferences/live-preferences.ts';
import type { CredentialOverrides } from '../records/credential-overrides.ts';
import { LimitOverrides } from '../records/limit-overrides.ts';
import type { Broadcast } from '../rpc/handlers.ts';
import type { SecretProvider } from '../secrets/secret-keeper.ts';
import { broadcastIsolation, driftHandlers, isolationHandlers } from './handlers.ts';
import { VerificationReports } from './verification-reports.ts';
import { scheduleVerifications } from './verification-schedule.ts';
import { Verifications } from './verifications.ts';
import { verifyIsolation } from './verify.ts';
import { verifyCreated } from './verify-created.ts';
import { hiddenFrom } from './verify-secrets.ts';

/** Puts together what tells how well agents are isolated: posture, verifications and drift. */
export function createIsolation(parts: {
  config: Pick<HostConfig, 'dataPath' | 'version'>;
  connection: EngineConnection;
  directory: AgentDirectory;
  operations: Operations;
  provisioner: AgentProvisioner;
  egress: GatewayEgress;
  audit: Audit;
  secrets: SecretProvider;
  chosen: CredentialOverrides;
  preferences: LivePreferences;
  savePlaces: SaveTokens;
  clock: Clock;
  logger: Logger;
}) {
  const { config, connection, directory, operations, provisioner, egress, audit, secrets, chosen, clock } =
    parts;
  const logger = parts.logger.child('isolation');
  const scope = new Scope();
  const engine = () => connection.engine();
  const verifyDeps = {
    engine,
    directory,
    audit,
    clock,
    logger,
    facts: () => connection.facts(),
    egressMode: async (agentId: string) => (await egress.state(agentId)).wanted.mode,
    hidden: async (agentId: string) =>
      await hiddenFrom({ keeper: secrets, chosen }, agentId, directory.get(agentId).spec),
    trial: (agentId: string, service: HostService) => egress.trial(agentId, service),
  };
  const verifications = new Verifications({
    verify: (agentId, onProbe, signal) => verifyIsolation(verifyDeps, agentId, onProbe, signal),
    reports: new VerificationReports({ dataPath: config.dataPath, logger }),
    logger,
  });
  scope.add(
    scheduleVerifications({ verifications, directory, preferences: parts.preferences, clock, logger }),
  );
  const limits = new LimitOverrides(engine);
  const drift = new DriftWatch({
    connection,
    directory,
    egress,
    operations,
    limits,
    clock,
    logger,
    facts: () => connection.facts(),
    activityOf: (agentId) => activityIn(operations, agentId),
  });
  scope.add(() => drift.dispose());
  const { calls, streams } = isolationHandlers({
    ...verifyDeps,
    verifications,
    places: parts.savePlaces,
    version: config.version,
  });
  const createdDeps = { verifications, operations, directory, egress, clock, logger };
  return {
    calls: { ...calls, ...driftHandlers({ engine, directory, egress, limits, provisioner, watch: drift }) },
    streams,
    broadcast: (broadcast: Broadcast) => broadcastIsolation({ verifications, drift }, broadcast),
    /** Verifies the agent of a creation once it runs. */
    verifyCreated: (operation: Operation) => void verifyCreated(createdDeps, operation, scope.signal),
    dispose: () => scope.dispose(),
  };
}
