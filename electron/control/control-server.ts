import {
  createServer,
  type IncomingMessage,
  type Server,
  type ServerResponse,
  STATUS_CODES,
} from 'node:http';
import type { Duplex } from 'node:stream';
import { RpcClient } from '../client/rpc-client.ts';
import { RPC_PATH } from '../contract/rpc-protocol.ts';
import type { Logger } from '../lib/logger.ts';
import type { Port } from '../lib/port.ts';
import { guard, socketHosts } from './http/guard.ts';
import { type Entrance, HttpDoor, type RecordedCall } from './http/http-door.ts';
import { HttpRefusal, problemOfThrown } from './http/problem.ts';
import type { Route } from './http/route.ts';
import { portPair } from './port-pair.ts';
import { RpcDoor } from './rpc-door.ts';

/** The engine host that the server gives access to. */
export interface ControlTarget {
  connect(port: Port): void;
  /** Records a call of the HTTP API in the audit. */
  recordCall(call: RecordedCall): void;
}

/** Deadlines for the headers and for the whole request. The server disconnects slower clients. */
const HEADERS_WITHIN_MS = 10_000;
const REQUEST_WITHIN_MS = 30_000;
/** 1,000 event streams must be possible. The limit bounds a flood of connections. */
const MAXIMUM_CONNECTIONS = 4_096;
const MAXIMUM_HEADER_BYTES = 16 * 1024;

/** Whoever can open the socket is the person at this machine. */
const socketEntrance: Entrance = {
  hosts: socketHosts,
  identify: () => ({ name: 'socket', scope: 'person', roots: 'any' }),
};

/** The HTTP server of one engine host. Until `open` and after `close` it answers that the host is not there. */
export class ControlServer {
  readonly http: Server;
  readonly #routes: readonly Route[];
  readonly #logger: Logger;
  readonly #rpc = new RpcDoor();
  readonly #sockets = new Set<Duplex>();
  #target: ControlTarget | undefined;
  #door: HttpDoor | undefined;

  constructor(options: { routes: readonly Route[]; logger: Logger }) {
    this.#routes = options.routes;
    this.#logger = options.logger.child('control');
    this.http = this.createHttp(socketEntrance);
    this.http.on('upgrade', (request, socket, head) => this.#upgrade(request, socket, head));
  }

  /** Creates another server with the same routes. The caller makes it listen and closes it. */
  createHttp(entrance: Entrance): Server {
    const server = createServer(
      {
        headersTimeout: HEADERS_WITHIN_MS,
        requestTimeout: REQUEST_WITHIN_MS,
        maxHeaderSize: MAXIMUM_HEADER_BYTES,
        connectionsCheckingInterval: 1_000,
      },
      (request, response) => void this.#serve(request, response, entrance),
    );
    server.maxConnections = MAXIMUM_CONNECTIONS;
    server.on('connection', (socket) => {
      this.#sockets.add(socket);
      socket.on('close', () => this.#sockets.delete(socket));
    });
    return server;
  }

  open(target: ControlTarget): void {
    const [own, served] = portPair();
    const client = new RpcClient(own);
    target.connect(served);
    this.#door = new HttpDoor({
      client,
      routes: this.#routes,
      logger: this.#logger,
      record: (call) => target.recordCall(call),
    });
    this.#target = target;
  }

  /** Disconnects all clients, and tells new ones that the host is ending. */
  close(): void {
    this.#target = undefined;
    this.#door = undefined;
    this.#rpc.dispose();
    for (const socket of this.#sockets) socket.destroy();
  }

  async #serve(request: IncomingMessage, response: ServerResponse, entrance: Entrance): Promise<void> {
    const door = this.#door;
    if (door) await door.serve(request, response, entrance);
    else response.writeHead(503, { 'retry-after': '1' }).end();
  }

  #upgrade(request: IncomingMessage, socket: Duplex, head: Buffer): void {
    const target = this.#target;
    socket.on('error', () => socket.destroy());
    try {
      if (!target) throw new HttpRefusal(503, 'The host is not there.');
      guard({ method: request.method ?? '', headers: request.headers }, socketEntrance.hosts);
      if (request.url !== RPC_PATH) throw new HttpRefusal(404, 'There is nothing at this path.');
      this.#rpc.upgrade(request, socket, head, (port) => target.connect(port));
    } catch (error) {
      refuse(socket, problemOfThrown(error).status);
    }
  }
}

function refuse(socket: Duplex, status: number): void {
  socket.end(`HTTP/1.1 ${status} ${STATUS_CODES[status]}\r\nConnection: close\r\nContent-Length: 0\r\n\r\n`);
}
