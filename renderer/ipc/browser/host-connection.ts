import { RPC_PATH } from '../../../electron/contract/rpc-protocol.ts';
import { backoffMs } from '../../../electron/lib/backoff.ts';
import type { Clock } from '../../../electron/lib/clock.ts';
import type { HostPort } from '../transport.ts';

export interface HostConnectionOptions {
  connect(path: string): Promise<HostPort>;
  clock: Clock;
  /** Receives each port that `open` got. */
  onPort(port: HostPort): void;
  /** The window should call `open` (again), because the connection was lost or may be back. */
  onWanted(): void;
}

/** The window's connection to the engine host. A lost one is wanted again, with growing pauses. */
export class HostConnection {
  readonly #options: HostConnectionOptions;
  #failures = 0;
  #cancelRetry: (() => void) | undefined;

  constructor(options: HostConnectionOptions) {
    this.#options = options;
  }

  /** Resolves once the port was handed over. Rejects with `engine-unreachable`, and tries again later. */
  async open(): Promise<void> {
    const { connect, onPort, onWanted } = this.#options;
    try {
      const port = await connect(RPC_PATH);
      this.#failures = 0;
      let isCurrent = true;
      onPort({
        ...port,
        close: () => {
          isCurrent = false;
          port.close();
        },
      });
      port.onClose(() => {
        if (isCurrent) onWanted();
      });
    } catch (error) {
      this.#failures += 1;
      this.#cancelRetry = this.#options.clock.after(backoffMs(this.#failures), () => this.retryNow());
      throw error;
    }
  }

  /** Tries at once, such as when the page is visible again; does nothing while the connection is up. */
  retryNow(): void {
    if (!this.#cancelRetry) return;
    this.#cancelRetry();
    this.#cancelRetry = undefined;
    this.#options.onWanted();
  }
}
