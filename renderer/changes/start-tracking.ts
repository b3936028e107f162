import { showFailure } from '../errors/error-steps.ts';
import { callEngine } from '../ipc/engine-host.ts';
import { operationEnd } from '../operations/operation-end.ts';

/** Makes the workspace's present content its baseline. Resolves at the end in either case; shows a failure. */
export async function startTracking(agentId: string): Promise<void> {
  try {
    const { operationId } = await callEngine('changes.track', { agentId });
    await operationEnd(operationId);
  } catch (thrown) {
    showFailure('The baseline could not be made', thrown, { agentId });
  }
}
