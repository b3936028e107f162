import type { EngineFacts } from '../../contract/engine.ts';

/** Held while this host is the only one of an engine. */
export interface EngineClaim {
  release(): Promise<void>;
}

/**
 * Makes this host the only one of the engine on this machine. Rejects with `conflict`, which names the other data folder,
 * while another host is.
 */
export type ClaimEngine = (facts: EngineFacts, signal: AbortSignal) => Promise<EngineClaim>;
