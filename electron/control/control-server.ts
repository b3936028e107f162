import { createServer, type IncomingMessage, type Server, STATUS_CODES } from 'node:http';
import type { Duplex } from 'node:stream';
import type { Port } from '../lib/port.ts';
import { RPC_PATH, RpcDoor } from './rpc-door.ts';

/** What the server opens doors to. */
export interface ControlTarget {
  connect(port: Port): void;
}

/** A client that needs longer to send the head of a request is cut off. */
const HEADERS_WITHIN_MS = 10_000;

/** The HTTP server of one engine host. Until `open` and after `shut` it answers that the host is not there. */
export class ControlServer {
  readonly http: Server;
  readonly #rpc = new RpcDoor();
  readonly #sockets = new Set<Duplex>();
  #target: ControlTarget | undefined;

  constructor() {
    this.http = createServer({ headersTimeout: HEADERS_WITHIN_MS }, (_request, response) => {
      response.writeHead(this.#target ? 404 : 503).end();
    });
    this.http.on('upgrade', (request, socket, head) => this.#upgrade(request, socket, head));
    this.http.on('connection', (socket) => {
      this.#sockets.add(socket);
      socket.on('close', () => this.#sockets.delete(socket));
    });
  }

  open(target: ControlTarget): void {
    this.#target = target;
  }

  /** Cuts all clients, and answers new ones that the host ends. */
  shut(): void {
    this.#target = undefined;
    this.#rpc.dispose();
    for (const socket of this.#sockets) socket.destroy();
  }

  #upgrade(request: IncomingMessage, socket: Duplex, head: Buffer): void {
    const target = this.#target;
    socket.on('error', () => socket.destroy());
    if (!target) refuse(socket, 503);
    else if (request.url !== RPC_PATH) refuse(socket, 404);
    else this.#rpc.upgrade(request, socket, head, (port) => target.connect(port));
  }
}

function refuse(socket: Duplex, status: number): void {
  socket.end(`HTTP/1.1 ${status} ${STATUS_CODES[status]}\r\nConnection: close\r\nContent-Length: 0\r\n\r\n`);
}
