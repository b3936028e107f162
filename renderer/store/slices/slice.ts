import type { RpcClient } from '../../../electron/client/rpc-client.ts';
import { AppFailure } from '../../../electron/contract/error.ts';

/** Changes a slice's own part of the store. */
export type SetSlice<Slice> = (change: (slice: Slice) => Partial<Slice>) => void;

/** The store as one slice sees it. */
export interface SliceStore<Slice> {
  getState(): Slice;
  subscribe(listener: (slice: Slice, previous: Slice) => void): () => void;
}

/** The engine host as a slice uses it. */
export type SliceClient = Pick<RpcClient, 'call' | 'on'>;

/**
 * Runs loads at the same time. A failed load is not reported: the engine's state shows the problem, and the window loads
 * everything again when the engine or the engine host is back.
 */
export function loadAll(loads: readonly (() => Promise<void>)[]): void {
  for (const load of loads) {
    load().catch((thrown: unknown) => {
      if (!(thrown instanceof AppFailure)) reportError(thrown);
    });
  }
}

/** One function that calls all the given ones. */
export function stopAll(stops: readonly (() => void)[]): () => void {
  return () => {
    for (const stop of stops) stop();
  };
}
