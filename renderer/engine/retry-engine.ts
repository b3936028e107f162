import { showFailure } from '../errors/error-steps.ts';
import { callEngine } from '../ipc/engine-host.ts';

/** Tries to reach the engine now. Whether that worked shows in the engine's state; a failure to ask is shown here. */
export async function retryEngine(): Promise<void> {
  try {
    await callEngine('engine.retry', {});
  } catch (thrown) {
    showFailure('The engine could not be tried again', thrown);
  }
}
