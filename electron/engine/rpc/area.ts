import type { Broadcast, CallHandlers, StreamHandlers } from './handlers.ts';

/**
 * Interface of every area of the engine host: its part of the contract, its events, and its disposal. An area's factory
 * is `createX` in its `create.ts`; other members of the returned object are for other areas.
 */
export interface Area {
  calls?: Partial<CallHandlers>;
  streams?: Partial<StreamHandlers>;
  /** Starts to push the area's events; returns a function that stops it. */
  broadcast?(broadcast: Broadcast): () => void;
  dispose?(): void | Promise<void>;
}

/** Combines several stop functions into one. */
export function stopEach(...stops: readonly (() => void)[]): () => void {
  return () => {
    for (const stop of stops) stop();
  };
}
