import type { HostService } from '../../contract/egress-rule.ts';
import type { Operation } from '../../contract/operation.ts';
import type { Clock } from '../../lib/clock.ts';
import type { Logger } from '../../lib/logger.ts';
import { Scope } from '../../lib/scope.ts';
import type { AgentDirectory } from '../directory/directory.ts';
import type { ContainerInspect } from '../docker/api.ts';
import type { EngineConnection } from '../docker/connection.ts';
import type { Audit } from '../egress/audit/audit.ts';
import type { GatewayEgress } from '../egress/service.ts';
import type { SaveTokens } from '../files/save-tokens.ts';
import type { Operations } from '../operations/operations.ts';
import type { LivePreferences } from '../preferences/live-preferences.ts';
import type { CredentialOverrides } from '../records/credential-overrides.ts';
import type { GroupOverrides } from '../records/group-overrides.ts';
import type { Broadcast } from '../rpc/handlers.ts';
import type { SecretProvider } from '../secrets/secret-provider.ts';
import type { Doors } from './doors.ts';
import { verificationHandlers } from './handlers.ts';
import { VerificationReports } from './verification-reports.ts';
import { scheduleVerifications } from './verification-schedule.ts';
import { Verifications } from './verifications.ts';
import { verifyIsolation } from './verify.ts';
import { verifyCreated } from './verify-created.ts';
import { hiddenFrom } from './verify-secrets.ts';

/** Runs verifications on request, after a creation and on schedule. */
export function createVerification(deps: {
  connection: EngineConnection;
  directory: AgentDirectory;
  operations: Operations;
  egress: GatewayEgress;
  audit: Audit;
  secrets: SecretProvider;
  chosen: CredentialOverrides;
  chosenGroups: GroupOverrides;
  preferences: LivePreferences;
  saveTokens: SaveTokens;
  doors: Doors;
  dataPath: string;
  version: string;
  clock: Clock;
  logger: Logger;
}) {
  const { connection, directory, egress, audit, secrets, chosen, dataPath, clock } = deps;
  const logger = deps.logger.child('verification');
  const scope = new Scope();
  const verifyDeps = {
    engine: () => connection.engine(),
    facts: () => connection.facts(),
    directory,
    audit,
    doors: deps.doors,
    clock,
    logger,
    egressMode: async (agentId: string) => (await egress.state(agentId)).wanted.mode,
    mayUseMcp: (agentId: string) => egress.list()[agentId]?.wanted.mcp !== undefined,
    hidden: async (agentId: string) =>
      await hiddenFrom({ keeper: secrets, chosen }, agentId, directory.get(agentId).spec),
    groupOf: (agentId: string, inspect: ContainerInspect) => deps.chosenGroups.of(agentId, inspect),
    trial: (agentId: string, service: HostService) => egress.trial(agentId, service),
  };
  const verifications = new Verifications({
    verify: (agentId, onProbe, signal) => verifyIsolation(verifyDeps, agentId, onProbe, signal),
    reports: new VerificationReports({ dataPath, logger }),
    logger,
  });
  scope.add(scheduleVerifications({ ...deps, verifications, logger }));
  return {
    ...verificationHandlers({ ...deps, verifications }),
    broadcast: (broadcast: Broadcast) =>
      verifications.changed.on((change) => broadcast('verification.changed', change)),
    /** Verifies the agent of a creation after its start. */
    verifyCreated: (operation: Operation) =>
      void verifyCreated({ ...deps, verifications, logger }, operation, scope.signal),
    dispose: () => scope.dispose(),
  };
}
