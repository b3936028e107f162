import type { Duplex } from 'node:stream';
import type { Clock } from '../../lib/clock.ts';
import type { Logger } from '../../lib/logger.ts';
import type { RelayLink } from '../../lib/relay/link.ts';
import type { RelayTarget } from '../../lib/relay/target.ts';
import type { Engine } from '../docker/engine.ts';
import { type GatewayLink, openGatewayLink } from '../docker/gateway-link.ts';

/** An unused relay ends after this time, to free its memory. */
const IDLE_MS = 60_000;

/**
 * Connects to agents' ports through a relay in the gateway's container, which is on every agent's network. The relay is
 * one process of the gateway's own program, started by an exec at the first connection; its stdin and stdout carry all
 * connections. So it works on a remote engine too, and nothing listens in the container.
 */
export class GatewayRelay {
  readonly #engine: () => Engine;
  readonly #clock: Clock;
  readonly #logger: Logger;
  #running: Promise<GatewayLink> | undefined;
  #cancelIdle: () => void = () => undefined;

  constructor(options: { engine: () => Engine; clock: Clock; logger: Logger }) {
    this.#engine = options.engine;
    this.#clock = options.clock;
    this.#logger = options.logger;
  }

  /** Joins a socket to an agent's port. Rejects with `RelayRefused`, or with an `AppFailure` without a gateway. */
  async connect(target: RelayTarget, socket: Duplex): Promise<void> {
    this.#running ??= this.#start();
    const { link } = await this.#running;
    const opened = link.open(JSON.stringify(target), socket);
    socket.once('close', () => this.#watchIdle(link));
    await opened;
  }

  /** Ends the relay and all its connections. */
  async close(): Promise<void> {
    this.#cancelIdle();
    const running = this.#running;
    this.#running = undefined;
    (await running?.catch(() => undefined))?.close();
  }

  #start(): Promise<GatewayLink> {
    const started = this.#open();
    started.catch(() => {
      if (this.#running === started) this.#running = undefined;
    });
    return started;
  }

  async #open(): Promise<GatewayLink> {
    const opened = await openGatewayLink(this.#engine(), { role: 'relay', logger: this.#logger });
    void opened.closed.then(() => this.#forget(opened.link));
    return opened;
  }

  #forget(link: RelayLink): void {
    const running = this.#running;
    void running?.then(
      (current) => {
        if (current.link === link && this.#running === running) this.#running = undefined;
      },
      // A start that failed has already been removed.
      () => undefined,
    );
  }

  #watchIdle(link: RelayLink): void {
    this.#cancelIdle();
    this.#cancelIdle = this.#clock.after(IDLE_MS, () => {
      if (link.size === 0) void this.close();
    });
  }
}
