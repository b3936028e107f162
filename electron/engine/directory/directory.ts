import type { Agent } from '../../contract/agent.ts';

export interface DirectoryChange {
  sequence: number;
  upserted: Agent[];
  removed: string[];
}

/**
 * All agents as the engine reports them, kept current by engine events. Stats, logs and consoles find containers here.
 */
export interface AgentDirectory {
  /** Sequence 0 means that the engine has not been read yet. */
  list(): { sequence: number; agents: Agent[] };
  /** Throws an `AppFailure` of type `not-found`. */
  get(agentId: string): Agent;
  onChange(listener: (change: DirectoryChange) => void): () => void;
}
