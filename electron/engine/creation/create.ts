import type { Operation } from '../../contract/operation.ts';
import type { Operations } from '../operations/operations.ts';
import { AgentProvisioner, type ProvisionDeps } from './agent-provisioner.ts';
import { createAgentHandlers } from './handlers.ts';

/** What makes agents, and new containers for them. */
export function createCreation(
  deps: ProvisionDeps & {
    operations: Operations;
    /** Called with the creation of an agent that is to be verified once it runs. */
    verifyCreated(operation: Operation): void;
  },
) {
  const { operations, clock, verifyCreated } = deps;
  const provisioner = new AgentProvisioner({ deps, operations, clock });
  return { provisioner, calls: createAgentHandlers({ deps, provisioner, verifyCreated }) };
}
