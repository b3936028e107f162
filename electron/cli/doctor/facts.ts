import type { EngineState } from '../../contract/engine.ts';

/** Facts that the doctor checks. They contain no secrets. */
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
  /** Free space of the file system with the engine's data. */
  freeBytes?: number;
  leftovers: string[];
  /** Names of agents whose containers differ from their settings. */
  drifted: string[];
}
