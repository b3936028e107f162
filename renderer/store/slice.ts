import { AppFailure } from '../../electron/contract/error.ts';
import type { RpcClient } from '../ipc/client.ts';

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
 * Runs loads side by side. One that fails is not reported: the engine's own state says what is wrong, and everything is
 * loaded again when the engine or its host is back.
 */
export function loadAll(loads: readonly (() => Promise<void>)[]): void {
  for (const load of loads) {
    load().catch((thrown: unknown) => {
      if (!(thrown instanceof AppFailure)) reportError(thrown);
    });
  }
}

/** One function that runs all of these. */
export function stopAll(stops: readonly (() => void)[]): () => void {
  return () => {
    for (const stop of stops) stop();
  };
}
