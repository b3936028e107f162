import { setTimeout as delay } from 'node:timers/promises';

/** Time for the app to recover on a busy machine. Only a hang comes close to it. */
const SETTLES_WITHIN_MS = 90_000;
const FIRST_PAUSE_MS = 100;
/** A helper container that reads changes is kept for 45 s; asking ten times a second took more than all faults. */
const LONGEST_PAUSE_MS = 1_000;

/** Repeats the assertion until it holds, less and less often. */
export async function waitFor<T>(assertion: () => Promise<T>): Promise<T> {
  const endsAt = Date.now() + SETTLES_WITHIN_MS;
  for (let pauseMs = FIRST_PAUSE_MS; ; pauseMs = Math.min(pauseMs * 1.5, LONGEST_PAUSE_MS)) {
    try {
      return await assertion();
    } catch (error) {
      if (Date.now() > endsAt) throw error;
    }
    await delay(pauseMs);
  }
}
