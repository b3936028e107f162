import { showFailure } from '../errors/error-steps.ts';
import { callEngine } from '../ipc/engine-host.ts';

/** Tries to reach the engine now. The engine's state shows the result; this function shows only a failed call. */
export async function retryEngine(): Promise<void> {
  try {
    await callEngine('engine.retry', {});
  } catch (thrown) {
    showFailure('The engine could not be tried again', thrown);
  }
}
