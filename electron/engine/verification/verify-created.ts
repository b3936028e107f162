import { AppFailure } from '../../contract/error.ts';
import { type Clock, delay } from '../../lib/clock.ts';
import type { Logger } from '../../lib/logger.ts';
import type { AgentDirectory } from '../directory/directory.ts';
import type { EgressService } from '../egress/egress-service.ts';
import type { Operations } from '../operations/operations.ts';
import type { Verifications } from './verifications.ts';

/**
 * Wait for the gateway, which may have to pull its base image first; without a gateway the report lists the
 * inconclusive probes.
 */
const GATEWAY_WAITS_MS = 120_000;
const LOOK_EVERY_MS = 500;

export interface VerifyCreatedDeps {
  verifications: Pick<Verifications, 'run'>;
  operations: Pick<Operations, 'ended'>;
  directory: Pick<AgentDirectory, 'list'>;
  egress: Pick<EgressService, 'state'>;
  clock: Clock;
  logger: Logger;
}

/**
 * Verifies an agent after its creation has succeeded and its gateway serves it. Never rejects, because no caller awaits
 * it.
 */
export async function verifyCreated(
  deps: VerifyCreatedDeps,
  operation: { id: string; agentId?: string | undefined },
  signal: AbortSignal,
): Promise<void> {
  const { agentId } = operation;
  if (agentId === undefined) return;
  try {
    if ((await deps.operations.ended(operation.id)).status !== 'done') return;
    const until = deps.clock.monotonic() + GATEWAY_WAITS_MS;
    while (deps.clock.monotonic() < until && !(await ready(deps, agentId))) {
      await delay(deps.clock, LOOK_EVERY_MS, signal);
    }
    await deps.verifications.run(agentId, 'creation', () => undefined, signal);
  } catch (error) {
    if (signal.aborted) return;
    deps.logger.warn('a new agent could not be verified', { agentId, error });
  }
}

async function ready({ directory, egress }: VerifyCreatedDeps, agentId: string): Promise<boolean> {
  const agent = directory.list().agents.find(({ id }) => id === agentId);
  if (agent?.status !== 'running') return false;
  try {
    const { inForce, problem } = await egress.state(agentId);
    return inForce && problem === undefined;
  } catch (error) {
    if (error instanceof AppFailure) return false;
    throw error;
  }
}
