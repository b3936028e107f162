import { createServer, type IncomingMessage, type Server, type ServerResponse } from 'node:http';
import { Socket } from 'node:net';
import type { Duplex } from 'node:stream';
import { REQUEST_HEAD_LIMIT_BYTES } from '../contract/egress.ts';
import { sameNetwork } from './addresses.ts';
import { withoutUpgrade } from './declined-upgrade.ts';
import type { Turn } from './fair-scheduler.ts';
import type { Gate } from './gate.ts';
import { HEADER_COUNT_LIMIT } from './headers.ts';
import { parseAuthority } from './hosts.ts';
import { AgentRequest } from './joined-message.ts';
import { COST_BYTES, type Reservation } from './memory-budget.ts';
import { type RequestOrigin, serveRequest, serveUpgrade } from './proxy-request.ts';
import { answerAndClose, rawResponse, refusalFor } from './refusal.ts';
import { shownAuthority } from './request-head.ts';
import { RequestQueue } from './request-queue.ts';
import { createStreamServer } from './stream-server.ts';
import { terminateTls } from './tls-server.ts';
import { serveTunnel, type TunnelContext } from './tunnel.ts';

const KEEP_ALIVE_MS = 65_000;
const HALF_CLOSED_PROBE_MS = 5_000;
/** One agent may not use up the gateway's file descriptors; the memory budget bounds its memory. */
const CONNECTIONS_LIMIT = 1_024;

export interface AgentServer {
  readonly port: number;
  close(): Promise<void>;
}

const DIRECT: RequestOrigin = { tunnel: undefined, secure: false };

/** The state of one connection, or of the connection inside its tunnel. */
interface Connection {
  readonly origin: RequestOrigin;
  readonly memory: Reservation;
  readonly queue: RequestQueue;
  /** Whether the client has asked for something, or tried to. */
  used: boolean;
}

/**
 * The proxy on one agent's network address. The listening address identifies the agent, so each agent has its own
 * server. The same server handles the connections inside intercepted tunnels, with a different origin. Rejects when it
 * cannot listen on the address.
 */
export async function openAgentServer(
  gate: Gate,
  localAddress: string,
  onFault: (error: unknown) => void,
): Promise<AgentServer> {
  const { environment } = gate.services;
  const connections = new WeakMap<Duplex, Connection>();
  const server = createServer({
    IncomingMessage: AgentRequest,
    maxHeaderSize: REQUEST_HEAD_LIMIT_BYTES,
    headersTimeout: environment.clientTimeoutMs,
    // An upload may take long; the upstream idle time-out ends a dead one.
    requestTimeout: 0,
    keepAliveTimeout: KEEP_ALIVE_MS,
    connectionsCheckingInterval: environment.clientTimeoutMs / 10,
    insecureHTTPParser: false,
    requireHostHeader: true,
    noDelay: true,
  });
  // Node drops the headers beyond its limit, so one more is accepted here and refused later.
  server.maxHeadersCount = HEADER_COUNT_LIMIT + 1;
  server.maxConnections = CONNECTIONS_LIMIT;
  answerHalfClosed(server);
  server.on('drop', gate.refuseConnection);
  const originOf = (connection: Duplex): RequestOrigin => connections.get(connection)?.origin ?? DIRECT;
  const guard = (work: Promise<void>, connection: Duplex) => {
    work.catch((error: unknown) => {
      connection.destroy();
      onFault(error);
    });
  };
  const register = (connection: Duplex, origin: RequestOrigin, memory: Reservation) =>
    connections.set(connection, { origin, memory, queue: new RequestQueue(memory), used: false });
  const markUsed = (connection: Duplex): Connection | undefined => {
    const known = connections.get(connection);
    if (known) known.used = true;
    return known;
  };
  const adopt = (connection: Duplex, tunnel: TunnelContext, secure: boolean, memory: Reservation) => {
    register(connection, { tunnel, secure }, memory);
    server.emit('connection', connection);
    // The connection was paused while its first bytes were read.
    connection.resume();
    return () => connections.get(connection)?.used === true;
  };

  server.on('connection', (socket: Duplex) => {
    if (connections.has(socket) || !(socket instanceof Socket)) return;
    const netmask = environment.ownAddresses().get(localAddress);
    const remote = socket.remoteAddress ?? '';
    if (netmask === undefined || !sameNetwork(remote, localAddress, netmask)) return void socket.destroy();
    gate.track(socket);
    const memory = gate.reserve(COST_BYTES.head, () => {
      socket.destroy();
      gate.refuseConnection();
    });
    socket.once('close', () => memory.close());
    // A program that has ended looks like one that only writes no more, until its system answers a probe.
    socket.once('end', () => socket.setKeepAlive(true, HALF_CLOSED_PROBE_MS));
    register(socket, DIRECT, memory);
  });
  /** @param exchange closes when the request is over; a tunnel's own request ends once the tunnel is open */
  const serialize = (
    connection: Duplex,
    exchange: Duplex | ServerResponse | undefined,
    serve: () => Promise<void>,
  ) => {
    const start = (turn: Turn) => {
      const end = () => {
        turn.ended = true;
      };
      exchange?.once('close', end);
      if (connection.destroyed) return end();
      guard(exchange === undefined ? serve().finally(end) : serve(), connection);
    };
    gate.services.pace.note(gate.agentId);
    const turn = gate.services.scheduler.enter(gate.agentId);
    if (turn instanceof Promise) void turn.then(start);
    else start(turn);
  };
  const streams = createStreamServer(gate, serialize);
  const onRequest = (request: IncomingMessage, response: ServerResponse) => {
    const { socket } = request;
    const connection = markUsed(socket);
    if (connection === undefined) return void socket.destroy();
    const { queue, origin } = connection;
    const accepted = queue.enter(request, () => {
      response.once('close', () => {
        if (!socket.destroyed) queue.next();
      });
      serialize(socket, response, () => serveRequest(gate, request, response, origin));
    });
    if (!accepted) socket.destroy();
  };
  server.on('request', onRequest);
  // Node would request the body at once, and would answer any other expectation without the audit.
  server.on('checkContinue', onRequest);
  server.on('checkExpectation', onRequest);
  server.on('upgrade', (request: IncomingMessage, socket: Duplex, head: Buffer) => {
    socket.on('error', () => socket.destroy());
    // A raw reply would mix with the answer that is still being written.
    if (markUsed(socket)?.queue.busy !== false) return void socket.destroy();
    const isWebSocket = request.headers.upgrade?.toLowerCase() === 'websocket';
    const declined = isWebSocket ? undefined : withoutUpgrade(request);
    if (declined !== undefined) {
      socket.unshift(Buffer.concat([declined, head]));
      server.emit('connection', socket);
      return void socket.resume();
    }
    serialize(socket, socket, () => serveUpgrade(gate, request, socket, head, originOf(socket)));
  });
  const refuseTunnel = (socket: Duplex, target: string) => {
    const facts = { agentId: gate.agentId, kind: 'tunnel' as const, reason: 'malformed-request' as const };
    gate.block({ ...facts, request: shownAuthority(target, 0), shownMethod: 'CONNECT' });
    socket.destroy();
  };
  server.on('connect', (request: IncomingMessage, socket: Duplex, head: Buffer) => {
    socket.on('error', () => socket.destroy());
    const target = parseAuthority(request.url ?? '');
    const connection = connections.get(socket);
    if (!(socket instanceof Socket) || connection?.origin !== DIRECT || connection.queue.busy)
      // A tunnel never starts inside a tunnel, or while an answer is still being written.
      return refuseTunnel(socket, request.url ?? '');
    const { memory } = connection;
    memory.set(COST_BYTES.connection);
    socket.setTimeout(0);
    if (head.length > 0) socket.unshift(head);
    if (!target.ok) {
      const authority = shownAuthority(request.url ?? '', 0);
      const refusal = refusalFor({ ...authority, reason: target.reason });
      gate.block(
        {
          agentId: gate.agentId,
          kind: 'tunnel',
          request: authority,
          reason: target.reason,
          shownMethod: 'CONNECT',
        },
        { status: refusal.status },
      );
      return answerAndClose(socket, rawResponse(refusal));
    }
    const handlers = {
      plainHttp: (raw: Socket, tunnel: TunnelContext) => {
        memory.set(COST_BYTES.head);
        adopt(raw, tunnel, false, memory);
      },
      tls: (raw: Socket, tunnel: TunnelContext) => {
        memory.set(COST_BYTES.head + COST_BYTES.tls);
        terminateTls(gate, raw, tunnel, (inner) =>
          inner.alpnProtocol === 'h2'
            ? streams.adopt(inner, tunnel, memory)
            : adopt(inner, tunnel, true, memory),
        );
      },
    };
    serialize(socket, undefined, () => serveTunnel(gate, socket, target.authority, handlers));
  });
  server.on('clientError', (error: NodeJS.ErrnoException, socket: Duplex) => {
    if (error.code !== 'ECONNRESET') markUsed(socket);
    if (!(socket instanceof Socket) || socket.destroyed || error.code === 'ECONNRESET')
      return void socket.destroy();
    const reason = error.code === 'HPE_HEADER_OVERFLOW' ? 'head-too-large' : 'malformed-request';
    const authority = originOf(socket).tunnel?.authority ?? { host: '?', port: 0 };
    const refusal = refusalFor({ ...authority, reason });
    const facts = { agentId: gate.agentId, kind: 'http' as const, request: authority, reason } as const;
    gate.block(facts, { status: refusal.status });
    answerAndClose(socket, rawResponse(refusal));
  });
  // The gateway may have joined this agent's network just now.
  environment.ownAddresses(true);
  await listen(server, localAddress, environment.proxyPort);
  const bound = server.address();
  return {
    port: typeof bound === 'object' && bound !== null ? bound.port : environment.proxyPort,
    close: () =>
      new Promise((resolve) => {
        server.close(() => resolve());
        server.closeAllConnections();
        gate.close();
      }),
  };
}

/**
 * Makes Node answer a client that closes its side after its request (`printf … | nc`), instead of closing the connection
 * without an answer. The property is Node's own for this, and missing in its types.
 */
function answerHalfClosed(server: Server): void {
  Object.assign(server, { httpAllowHalfOpen: true });
}

function listen(server: Server, host: string, port: number): Promise<void> {
  return new Promise((resolve, reject) => {
    server.once('error', reject);
    server.listen({ host, port }, () => {
      server.removeListener('error', reject);
      resolve();
    });
  });
}
