import type { EngineState } from '../../contract/engine.ts';

/** What the doctor looks at. Holds nothing secret. */
export interface DoctorFacts {
  version: string;
  node: string;
  platform: string;
  dataPath: string;
  /** The owner of the data folder: another process, or nobody but this command. */
  host: 'running' | 'none';
  /** Why no host could be reached or started. */
  hostProblem?: string;
  engine: EngineState | { status: 'unknown' };
  /** Of the file system that the engine keeps its data on. */
  freeBytes?: number;
  leftovers: string[];
  /** Names of agents that differ from their settings. */
  drifted: string[];
}
