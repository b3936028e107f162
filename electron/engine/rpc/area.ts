import type { Broadcast, CallHandlers, StreamHandlers } from './handlers.ts';

/**
 * What every area of the engine host brings: its part of the contract, what it pushes to windows, and the end of what
 * it owns. An area's factory is `createX` in its `create.ts`; what it returns besides is for other areas.
 */
export interface Area {
  calls?: Partial<CallHandlers>;
  streams?: Partial<StreamHandlers>;
  /** Starts to push the area's events; returns what stops that. */
  broadcast?(broadcast: Broadcast): () => void;
  dispose?(): void | Promise<void>;
}

/** One function that stops several things. */
export function stopEach(...stops: readonly (() => void)[]): () => void {
  return () => {
    for (const stop of stops) stop();
  };
}
