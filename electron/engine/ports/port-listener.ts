import type { Socket } from 'node:net';
import { AppFailure } from '../../contract/error.ts';
import type { PortMapping, PublishedPort } from '../../contract/ports.ts';
import { errorCode } from './error-code.ts';
import { type LoopbackListener, listenOnLoopback, PortInUse } from './loopback-listener.ts';
import type { PageAddress } from './page-policy.ts';

/** Result of an accepted connection. */
export type Outcome = Exclude<PublishedPort['last'], 'none'>;

/** One published port of one agent: the listener, its connections, and its state. */
export class PortListener {
  readonly #serve: (socket: Socket) => Promise<Outcome>;
  readonly #host: () => string;
  readonly #holder: (port: number) => Promise<string | undefined>;
  readonly #onChange: () => void;
  readonly #sockets = new Set<Socket>();
  #listener: LoopbackListener | undefined;
  #problem: string | undefined;
  #last: PublishedPort['last'] = 'none';
  #closed = false;
  #mapping: PortMapping;

  constructor(options: {
    mapping: PortMapping;
    /** The agent's host name in browsers. */
    host(): string;
    /** Joins the socket to the agent; resolves to the result. */
    serve(socket: Socket): Promise<Outcome>;
    /** Names the program that uses a port. */
    holder(port: number): Promise<string | undefined>;
    onChange(): void;
  }) {
    this.#mapping = options.mapping;
    this.#host = () => options.host();
    this.#serve = (socket) => options.serve(socket);
    this.#holder = (port) => options.holder(port);
    this.#onChange = () => options.onChange();
  }

  get mapping(): PortMapping {
    return this.#mapping;
  }

  /** The port's address in browsers; undefined while it does not listen. */
  get address(): PageAddress | undefined {
    const port = this.#listener?.port;
    return port === undefined ? undefined : { host: this.#host(), port };
  }

  get state(): PublishedPort {
    const { address } = this;
    return {
      ...this.#mapping,
      boundPort: address?.port ?? null,
      url: address ? `http://${address.host}:${address.port}/` : null,
      ...(this.#problem === undefined ? {} : { problem: this.#problem }),
      open: this.#sockets.size,
      last: this.#last,
    };
  }

  /** Whether the listener can continue for this mapping. */
  fits(mapping: PortMapping): boolean {
    return mapping.containerPort === this.mapping.containerPort && mapping.hostPort === this.mapping.hostPort;
  }

  /** Continues with a mapping that fits. */
  adopt(mapping: PortMapping): void {
    this.#mapping = mapping;
  }

  /** Tries to listen, and records the result as the state. Never rejects. */
  async open(): Promise<void> {
    if (this.#listener) return;
    const { hostPort, containerPort } = this.mapping;
    try {
      const listener = await listenOnLoopback(hostPort, containerPort, (socket) => this.#accept(socket));
      if (this.#closed) return listener.close();
      this.#listener = listener;
      this.#problem = undefined;
    } catch (error) {
      this.#problem = await this.#describe(error);
    }
    this.#onChange();
  }

  /** Throws `conflict` when it does not listen. */
  check(): void {
    if (this.#listener) return;
    throw new AppFailure({
      type: 'conflict',
      field: 'ports',
      message: `${this.#problem ?? 'The port does not listen.'} Choose another port of this machine.`,
    });
  }

  /** Stops listening and ends all connections. */
  close(): void {
    this.#closed = true;
    this.#listener?.close();
    this.#listener = undefined;
    for (const socket of this.#sockets) socket.destroy();
  }

  #accept(socket: Socket): void {
    this.#sockets.add(socket);
    socket.on('error', () => socket.destroy());
    socket.once('close', () => {
      this.#sockets.delete(socket);
      this.#onChange();
    });
    void this.#serve(socket).then((outcome) => {
      if (outcome !== 'connected') reset(socket);
      this.#last = outcome;
      this.#onChange();
    });
  }

  async #describe(error: unknown): Promise<string> {
    if (error instanceof PortInUse) {
      const holder = await this.#holder(error.port);
      return `Port ${error.port} of this machine is in use${holder === undefined ? '' : ` by ${holder}`}.`;
    }
    if (errorCode(error) === 'EACCES')
      return `Port ${this.mapping.hostPort} of this machine needs an administrator’s rights: take one above 1023.`;
    return `This machine does not let Bulkhead listen: ${errorCode(error) || String(error)}.`;
  }
}

/** Resets a client's connection, as an unpublished port would, where this version of Node can. */
function reset(socket: Socket): void {
  if (typeof socket.resetAndDestroy === 'function') socket.resetAndDestroy();
  else socket.destroy();
}
