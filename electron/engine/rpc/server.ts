import { checkOutput } from '../../contract/check-output.ts';
import { events } from '../../contract/registry.ts';
import type { Logger } from '../../lib/logger.ts';
import type { Port } from '../../lib/port.ts';
import { RpcConnection } from './connection.ts';
import type { Broadcast, Handlers } from './handlers.ts';

export interface RpcServerOptions {
  handlers: Handlers;
  logger: Logger;
  /**
   * Parses outputs, stream items and events with their schemas, and fails on a mismatch: in tests and development. The
   * packaged app omits this, because parsing costs time and a person could not act on the error.
   */
  checkOutputs: boolean;
}

/**
 * Serves the contract to any number of windows. Expected failures travel as data; any other error is logged and sent as
 * `internal`.
 */
export class RpcServer {
  readonly #options: RpcServerOptions;
  readonly #logger: Logger;
  readonly #connections = new Set<RpcConnection>();

  constructor(options: RpcServerOptions) {
    this.#options = options;
    this.#logger = options.logger.child('rpc');
  }

  /** Number of connected windows. */
  get size(): number {
    return this.#connections.size;
  }

  readonly broadcast: Broadcast = (name, payload) => {
    if (this.#options.checkOutputs) checkOutput(events[name], payload, `event ${name}`);
    for (const connection of this.#connections) connection.send({ t: 'event', name, payload });
  };

  /** Serves one window until its port closes, then aborts its calls and streams. */
  connect(port: Port): void {
    const { handlers, checkOutputs } = this.#options;
    const connection = new RpcConnection({
      port,
      handlers,
      logger: this.#logger,
      checkOutputs,
      onClose: () => this.#connections.delete(connection),
    });
    this.#connections.add(connection);
  }

  /** Ends every window's calls and streams, and closes their ports. */
  dispose(): void {
    for (const connection of [...this.#connections]) connection.close();
  }
}
