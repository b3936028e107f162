export interface EngineStatus {
  readonly name: string;
  readonly running: boolean;
  readonly dockerHost: string;
  readonly socket: string;
  /** Folder of the fake internet: query log, control socket, test CA. */
  readonly internet: string;
  /** As the engine names itself. */
  readonly version?: string;
  /** How the engine is set up, a name of `variants.mjs`. */
  readonly variant?: string;
  readonly outside: boolean;
  /** Host pids, for `nsenter`. */
  readonly pids?: { readonly engine: number; readonly engineNet: number; readonly internetNet: number };
}
export function startEngine(
  name: string,
  options?: { outside?: boolean; version?: string; variant?: string },
): Promise<EngineStatus>;
export function stopEngine(name: string): Promise<void>;
export function engineStatus(name: string): EngineStatus;
