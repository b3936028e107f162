import { vi } from 'vitest';

/** Time for the app to recover on a busy machine. Only a hang comes close to it. */
const SETTLES_WITHIN_MS = 90_000;

/** Repeats the assertion until it holds. */
export function waitFor<T>(assertion: () => Promise<T>): Promise<T> {
  return vi.waitFor(assertion, { timeout: SETTLES_WITHIN_MS, interval: 100 });
}
