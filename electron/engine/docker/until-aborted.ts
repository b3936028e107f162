import type { CallContext } from './errors.ts';
import { toFailure } from './errors.ts';

/**
 * Yields the values of `source` until the signal aborts. Ends without an error on abort; converts every other error.
 */
export async function* untilAborted<T>(
  source: AsyncIterable<T>,
  signal: AbortSignal,
  about: CallContext,
): AsyncGenerator<T, void, void> {
  try {
    for await (const value of source) {
      if (signal.aborted) return;
      yield value;
    }
  } catch (error) {
    if (!signal.aborted) throw toFailure(error, about);
  }
}
