import { once } from 'node:events';
import { chmod, rm } from 'node:fs/promises';
import { connect, createServer, type Server, type Socket } from 'node:net';
import { createServer as createTlsServer, type TlsOptions } from 'node:tls';

/**
 * A socket in front of the real engine that a test can close and open. A client sees the engine stop and start, while
 * the engine keeps running for other tests.
 */
export class Doorway {
  readonly path: string;
  readonly #enginePath: string;
  readonly #sockets = new Set<Socket>();
  #server: Server | undefined;

  constructor(path: string, engineUrl: string) {
    this.path = path;
    this.#enginePath = engineUrl.replace(/^unix:\/\//, '');
  }

  async open(mode = 0o666): Promise<void> {
    this.#server = createServer((client) => this.#pass(client));
    this.#server.listen(this.path);
    await once(this.#server, 'listening');
    await chmod(this.path, mode);
  }

  /** The same engine on a TCP port with TLS; resolves to the port. */
  async openTls(options: TlsOptions): Promise<number> {
    const server = createTlsServer(options, (client) => this.#pass(client));
    server.on('tlsClientError', () => undefined);
    this.#server = server;
    server.listen(0, '127.0.0.1');
    await once(server, 'listening');
    const address = server.address();
    if (address === null || typeof address === 'string') throw new Error('no port');
    return address.port;
  }

  /** Refuses new connections and closes the present ones. */
  async shut(): Promise<void> {
    const server = this.#server;
    if (!server) return;
    this.#server = undefined;
    const closed = once(server, 'close');
    server.close();
    this.cut();
    await closed;
    await rm(this.path, { force: true });
  }

  /** Breaks every connection and accepts new ones. */
  cut(): void {
    for (const socket of this.#sockets) socket.destroy();
  }

  get connections(): number {
    return this.#sockets.size / 2;
  }

  #pass(client: Socket): void {
    const engine = connect({ path: this.#enginePath, allowHalfOpen: true });
    for (const [socket, other] of [
      [client, engine],
      [engine, client],
    ] as const) {
      this.#sockets.add(socket);
      socket.pipe(other);
      socket.on('error', () => other.destroy());
      socket.on('close', () => {
        this.#sockets.delete(socket);
        other.destroy();
      });
    }
  }
}
