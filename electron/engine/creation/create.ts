import type { Operation } from '../../contract/operation.ts';
import type { Operations } from '../operations/operations.ts';
import { AgentProvisioner, type ProvisionDeps } from './agent-provisioner.ts';
import { createAgentHandlers } from './handlers.ts';

/** Creates agents, and new containers for existing agents. */
export function createCreation(
  deps: ProvisionDeps & {
    operations: Operations;
    /** Called with the creation of an agent that must be verified after its start. */
    verifyCreated(operation: Operation): void;
  },
) {
  const { operations, clock, verifyCreated } = deps;
  const provisioner = new AgentProvisioner({ deps, operations, clock });
  return { provisioner, calls: createAgentHandlers({ deps, provisioner, verifyCreated }) };
}
