import type { Duplex } from 'node:stream';
import { AppFailure } from '../../contract/error.ts';
import type { Clock } from '../../lib/clock.ts';
import type { Logger } from '../../lib/logger.ts';
import { RelayLink } from '../../lib/relay/link.ts';
import type { RelayTarget } from '../../lib/relay/target.ts';
import type { Engine } from '../docker/engine.ts';
import { FrameReader } from '../docker/frames.ts';
import { pushChunks } from '../docker/push-chunks.ts';
import { ROLE_LABEL } from '../objects/labels.ts';

/**
 * Starts the gateway's program as the image's entrypoint does, with a smaller heap: flow-control windows bound the
 * buffered data.
 */
const RELAY_COMMAND = ['node', '--max-old-space-size=48', '--max-semi-space-size=4', '/gateway.cjs', 'relay'];
/** An unused relay ends after this time, to free its memory. */
const IDLE_MS = 60_000;

interface Running {
  readonly link: RelayLink;
  close(): void;
}

/**
 * Connects to agents' ports through a relay in the gateway's container, which is on every agent's network. The relay is
 * one process of the gateway's own program, started by an exec at the first connection; its stdin and stdout carry all
 * connections. So it works on a remote engine too, and nothing listens in the container.
 */
export class GatewayRelay {
  readonly #engine: () => Engine;
  readonly #clock: Clock;
  readonly #logger: Logger;
  #running: Promise<Running> | undefined;
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

  #start(): Promise<Running> {
    const started = this.#open();
    started.catch(() => {
      if (this.#running === started) this.#running = undefined;
    });
    return started;
  }

  async #open(): Promise<Running> {
    const engine = this.#engine();
    const gateways = await engine.listContainers({ label: [`${ROLE_LABEL}=gateway`] });
    const gateway = gateways.find(({ State }) => State === 'running');
    if (!gateway) {
      throw new AppFailure({
        type: 'gateway-down',
        message: 'There is no gateway, so agents’ ports cannot be reached.',
      });
    }
    const execId = await engine.createExec(gateway.Id, {
      Cmd: RELAY_COMMAND,
      AttachStdin: true,
      AttachStdout: true,
      AttachStderr: true,
    });
    const stream = await engine.startExec(execId, { tty: false, stdin: true });
    const link = new RelayLink({ send: (bytes) => stream.write(bytes) });
    const frames = new FrameReader((source, bytes) => {
      if (source === 'stdout') link.push(bytes);
      else this.#logger.warn('the relay complains', { text: Buffer.from(bytes).toString().slice(0, 500) });
    });
    pushChunks(stream, (chunk) => frames.push(chunk));
    stream.on('error', (error) => this.#logger.warn('the relay broke', { error }));
    // The engine may end only its half when the program ends.
    stream.once('end', () => stream.destroy());
    stream.once('close', () => {
      link.close();
      this.#forget(link);
    });
    return { link, close: () => stream.destroy() };
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
