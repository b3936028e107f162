export interface EngineStatus {
  readonly name: string;
  readonly running: boolean;
  readonly dockerHost: string;
  readonly socket: string;
  /** Folder of the fake internet: query log, control socket, test CA. */
  readonly internet: string;
  /** As the engine names itself. */
  readonly version?: string;
  readonly outside: boolean;
  /** Host pids, for `nsenter`. */
  readonly pids?: { readonly engine: number; readonly engineNet: number; readonly internetNet: number };
}
export function startEngine(
  name: string,
  options?: { outside?: boolean; version?: string },
): Promise<EngineStatus>;
export function stopEngine(name: string): Promise<void>;
export function engineStatus(name: string): EngineStatus;
