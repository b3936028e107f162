import { showFailure } from '../errors/error-steps.ts';
import { callEngine } from '../ipc/engine-host.ts';
import { operationEnd } from '../operations/operation-end.ts';

/** Makes what is in the workspace now its baseline. Resolves when that is over; says so when it did not work. */
export async function startTracking(agentId: string): Promise<void> {
  try {
    const { operationId } = await callEngine('changes.track', { agentId });
    await operationEnd(operationId);
  } catch (thrown) {
    showFailure('The baseline could not be made', thrown, { agentId });
  }
}
