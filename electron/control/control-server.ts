import { createServer, type IncomingMessage, type Server, ServerResponse } from 'node:http';
import { createServer as createTlsServer, type ServerOptions as TlsServerOptions } from 'node:https';
import type { Socket } from 'node:net';
import type { Duplex } from 'node:stream';
import { RpcClient } from '../client/rpc-client.ts';
import type { RecordedCall } from '../contract/api-call.ts';
import { AppFailure } from '../contract/error.ts';
import { RPC_PATH, RPC_PROTOCOL } from '../contract/rpc-protocol.ts';
import type { AppAccess } from '../engine/egress/app-access/app-access.ts';
import { Doors } from '../engine/verification/doors.ts';
import { MAXIMUM_FRAME_BYTES } from '../lib/frame.ts';
import type { Logger } from '../lib/logger.ts';
import type { Port } from '../lib/port.ts';
import { serveAgents } from './agent-server.ts';
import { framedPort } from './framed-port.ts';
import { guard, hasBody, socketHosts } from './http/guard.ts';
import { type Entrance, HttpDoor, refuseUpgrade, sendProblem } from './http/http-door.ts';
import { HttpRefusal, problemOfThrown } from './http/problem.ts';
import type { Route } from './http/route.ts';
import type { Upgrade } from './http/web-socket-door.ts';
import { portByName } from './port-by-name.ts';
import { portPair } from './port-pair.ts';
import { recordedPort } from './recorded-port.ts';
import type { ClientTls } from './tcp-server.ts';

/** The engine host that the server gives access to. */
export interface ControlTarget {
  connect(port: Port): void;
  /** Records a call of a program in the audit. */
  recordCall(call: RecordedCall): void;
  /** How agents that a person granted it reach the MCP server; absent: not at all. */
  readonly appAccess?: AppAccess;
}

/** Deadlines for the headers and for the whole request. The server disconnects slower clients. */
const HEADERS_WITHIN_MS = 10_000;
const REQUEST_WITHIN_MS = 30_000;
/** 1,000 event streams must be possible. The limit bounds a flood of connections. */
const MAXIMUM_CONNECTIONS = 4_096;
const MAXIMUM_HEADER_BYTES = 16 * 1024;

const CONTRACT_FOLLOWS = `HTTP/1.1 101 Switching Protocols\r\nConnection: Upgrade\r\nUpgrade: ${RPC_PROTOCOL}\r\n\r\n`;

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
  readonly #doors: Doors;
  readonly #sockets = new Set<Duplex>();
  #target: ControlTarget | undefined;
  #client: RpcClient | undefined;
  #door: HttpDoor | undefined;
  #stopAgents: (() => void) | undefined;

  constructor(options: {
    routes: readonly Route[];
    logger: Logger;
    /** Learns of the listeners of this server, and of requests; absent: nobody does. */
    doors?: Doors;
  }) {
    this.#routes = options.routes;
    this.#doors = options.doors ?? new Doors(undefined);
    this.#logger = options.logger.child('control');
    this.http = this.createHttp(socketEntrance);
  }

  /** Creates another server with the same routes, with TLS if given. The caller makes it listen and closes it. */
  createHttp(entrance: Entrance, tls?: ClientTls): Server {
    const limits = {
      headersTimeout: HEADERS_WITHIN_MS,
      requestTimeout: REQUEST_WITHIN_MS,
      maxHeaderSize: MAXIMUM_HEADER_BYTES,
      connectionsCheckingInterval: 1_000,
    };
    const serve = (request: IncomingMessage, response: ServerResponse) =>
      void this.#serve(request, response, entrance);
    const server = tls ? createClientTlsServer({ ...limits, ...tls }, serve) : createServer(limits, serve);
    server.maxConnections = MAXIMUM_CONNECTIONS;
    server.on('upgrade', (request, socket, head) => this.#upgrade({ request, socket, head }, entrance));
    server.on('listening', () => {
      const address = server.address();
      if (address === null || typeof address === 'string') return;
      const { address: host, port } = address;
      const remove = this.#doors.add({ host, port, tls: tls !== undefined });
      server.on('close', remove);
    });
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
    this.#client = client;
    this.#door = new HttpDoor({
      client,
      routes: this.#routes,
      logger: this.#logger,
      record: (call) => target.recordCall(call),
    });
    this.#target = target;
    const { appAccess: access } = target;
    if (access) {
      const record = (call: RecordedCall) => target.recordCall(call);
      this.#stopAgents = serveAgents({ access, client, record, doors: this.#doors, logger: this.#logger });
    }
  }

  /** Disconnects all clients, and tells new ones that the host is ending. */
  close(): void {
    this.#target = undefined;
    this.#door?.dispose();
    this.#door = undefined;
    this.#client = undefined;
    this.#stopAgents?.();
    this.#stopAgents = undefined;
    for (const socket of this.#sockets) socket.destroy();
  }

  async #serve(request: IncomingMessage, response: ServerResponse, entrance: Entrance): Promise<void> {
    if (this.#doors.arrived(request.url ?? '')) {
      response.writeHead(404, { connection: 'close' }).end();
      return;
    }
    const door = this.#door;
    if (door) await door.serve(request, response, entrance);
    else response.writeHead(503, { 'retry-after': '1' }).end();
  }

  #upgrade(upgrade: Upgrade, entrance: Entrance): void {
    const { request, socket, head } = upgrade;
    const { method = '', headers, url } = request;
    const protocol = headers.upgrade?.toLowerCase();
    const isContract = entrance === socketEntrance && url === RPC_PATH && protocol === RPC_PROTOCOL;
    socket.on('error', () => socket.destroy());
    if (!isContract && protocol !== 'websocket') {
      this.#serveUnchanged(upgrade, entrance);
      return;
    }
    const target = this.#target;
    const client = this.#client;
    const door = this.#door;
    try {
      if (!target || !client || !door) throw new HttpRefusal(503, 'The host is not there.');
      if (!isContract) {
        void door.upgrade(upgrade, entrance);
        return;
      }
      guard({ method, headers }, entrance.hosts);
      socket.write(CONTRACT_FOLLOWS);
      const port = portByName(framedPort(socket, head, MAXIMUM_FRAME_BYTES), client, this.#logger);
      target.connect(recordedPort(port, 'socket', (call) => target.recordCall(call)));
    } catch (error) {
      refuseUpgrade(socket, problemOfThrown(error));
    }
  }

  /** Serves a request that offers another protocol, such as HTTP/2, as if it did not: a server may ignore an offer. */
  #serveUnchanged({ request, socket }: Upgrade, entrance: Entrance): void {
    const response = new ServerResponse(request);
    response.shouldKeepAlive = false;
    response.assignSocket(socket as Socket);
    response.on('finish', () => socket.end());
    if (hasBody(request.headers))
      sendProblem(response, problemOfThrown(new HttpRefusal(400, 'Offer no other protocol with a body.')));
    else void this.#serve(request, response, entrance);
  }
}

/** Creates a server for clients that show a certificate. Throws `invalid-input` when the own one cannot be used. */
function createClientTlsServer(
  options: TlsServerOptions,
  serve: (request: IncomingMessage, response: ServerResponse) => void,
): Server {
  try {
    const clients = { requestCert: true, rejectUnauthorized: true, minVersion: 'TLSv1.2' } as const;
    return createTlsServer({ ...options, ...clients }, serve);
  } catch (error) {
    throw new AppFailure({
      type: 'invalid-input',
      field: 'tls-cert',
      message: 'The certificate, its key or the authority of the clients cannot be used.',
      raw: String(error),
    });
  }
}
