import { createServer, type IncomingMessage, type Server, type ServerResponse } from 'node:http';
import { Socket } from 'node:net';
import type { Duplex } from 'node:stream';
import { TLSSocket } from 'node:tls';
import { sameNetwork } from './addresses.ts';
import type { Turn } from './fair-scheduler.ts';
import type { Gate } from './gate.ts';
import { pairHeaders } from './headers.ts';
import { parseAuthority } from './hosts.ts';
import { type RequestOrigin, serveRequest, serveUpgrade } from './proxy-request.ts';
import { answerAndClose, rawResponse, refusalFor } from './refusal.ts';
import { shownAuthority } from './request-head.ts';
import { serveTunnel, type TunnelContext } from './tunnel.ts';

/** Cookies and tokens of real clients stay far below; what is longer is an attack or a mistake. */
const HEADER_LIMIT_BYTES = 64 * 1024;
const KEEP_ALIVE_MS = 65_000;
/** One agent may not use up the gateway's file descriptors and memory. */
const CONNECTIONS_LIMIT = 2_048;
/** Requests sent ahead on one connection. Real clients wait for the answer; Node would queue any number. */
const PIPELINE_LIMIT = 8;

export interface AgentServer {
  readonly port: number;
  close(): Promise<void>;
}

const DIRECT: RequestOrigin = { tunnel: undefined, secure: false };

/**
 * The proxy on one agent's network address. The address it listens on is what identifies the agent, so there is one
 * server for each; connections inside intercepted tunnels are served by the same server, with a different origin.
 * Rejects when the address cannot be listened on.
 */
export async function openAgentServer(
  gate: Gate,
  localAddress: string,
  onFault: (error: unknown) => void,
): Promise<AgentServer> {
  const { surroundings } = gate.services;
  const origins = new WeakMap<Duplex, RequestOrigin>();
  const server = createServer({
    maxHeaderSize: HEADER_LIMIT_BYTES,
    headersTimeout: surroundings.clientTimeoutMs,
    requestTimeout: 0, // an upload may take long; the idle time-out upstream ends a dead one
    keepAliveTimeout: KEEP_ALIVE_MS,
    connectionsCheckingInterval: surroundings.clientTimeoutMs / 10,
    insecureHTTPParser: false,
    requireHostHeader: true,
    noDelay: true,
  });
  server.maxHeadersCount = 0; // Node would drop the excess silently; it is counted and refused instead
  server.maxConnections = CONNECTIONS_LIMIT;
  const known = new WeakSet<Duplex>();
  const originOf = (connection: Duplex): RequestOrigin => origins.get(connection) ?? DIRECT;
  const guard = (work: Promise<void>, connection: Duplex) => {
    work.catch((error: unknown) => {
      connection.destroy();
      onFault(error);
    });
  };
  const enter = (connection: Duplex, tunnel: TunnelContext, secure: boolean) => {
    origins.set(connection, { tunnel, secure });
    server.emit('connection', connection);
    connection.resume(); // it was paused while its first bytes were looked at
  };

  server.on('connection', (socket: Duplex) => {
    if (origins.has(socket) || known.has(socket) || !(socket instanceof Socket)) return;
    known.add(socket);
    const netmask = surroundings.ownAddresses().get(localAddress);
    const remote = socket.remoteAddress ?? '';
    if (netmask === undefined || !sameNetwork(remote, localAddress, netmask)) return void socket.destroy();
    gate.track(socket);
  });
  /** @param exchange what closes when the request is over; a tunnel's work is done once it stands */
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
    const turn = gate.services.turnstile.enter(gate.agentId);
    if (turn instanceof Promise) void turn.then(start);
    else start(turn);
  };
  // One request of a connection at a time: Node tells only the response in front when its connection is gone.
  const queues = new WeakMap<Duplex, (() => void)[]>();
  server.on('request', (request, response) => {
    const { socket } = request;
    const ahead = queues.get(socket);
    const begin = () => {
      response.once('close', () => {
        const next = queues.get(socket)?.shift();
        if (next === undefined) queues.delete(socket);
        else if (!socket.destroyed) next();
      });
      serialize(socket, response, () => serveRequest(gate, request, response, originOf(socket)));
    };
    if (ahead === undefined) {
      queues.set(socket, []);
      begin();
    } else if (ahead.length < PIPELINE_LIMIT) ahead.push(begin);
    else socket.destroy();
  });
  server.on('upgrade', (request: IncomingMessage, socket: Duplex, head: Buffer) => {
    socket.on('error', () => socket.destroy());
    if (request.headers.upgrade?.toLowerCase() !== 'websocket') {
      // Any other protocol is declined the standard way: the request is served as if it had not asked (RFC 9110 7.8).
      socket.unshift(Buffer.concat([withoutUpgrade(request), head]));
      server.emit('connection', socket);
      return void socket.resume();
    }
    serialize(socket, socket, () => serveUpgrade(gate, request, socket, head, originOf(socket)));
  });
  server.on('connect', (request: IncomingMessage, socket: Duplex, head: Buffer) => {
    socket.on('error', () => socket.destroy());
    const target = parseAuthority(request.url ?? '');
    if (!(socket instanceof Socket) || origins.has(socket)) return void socket.destroy(); // no tunnel in a tunnel
    socket.setTimeout(0);
    if (head.length > 0) socket.unshift(head);
    if (!target.ok) {
      const asked = shownAuthority(request.url ?? '', 0);
      const refusal = refusalFor({ ...asked, reason: target.reason });
      gate.block(
        {
          agentId: gate.agentId,
          kind: 'tunnel',
          request: asked,
          reason: target.reason,
          shownMethod: 'CONNECT',
        },
        { status: refusal.status },
      );
      return answerAndClose(socket, rawResponse(refusal));
    }
    const handOver = {
      plainHttp: (raw: Socket, tunnel: TunnelContext) => enter(raw, tunnel, false),
      tls: (raw: Socket, tunnel: TunnelContext) =>
        terminateTls(gate, raw, tunnel, (inner) => enter(inner, tunnel, true)),
    };
    serialize(socket, undefined, () => serveTunnel(gate, socket, target.authority, handOver));
  });
  server.on('clientError', (error: NodeJS.ErrnoException, socket: Duplex) => {
    if (!(socket instanceof Socket) || socket.destroyed || error.code === 'ECONNRESET')
      return void socket.destroy();
    const tooLarge = error.code === 'HPE_HEADER_OVERFLOW';
    const asked = originOf(socket).tunnel?.authority ?? { host: '?', port: 0 };
    const refusal = {
      ...refusalFor({ ...asked, reason: 'malformed-request' }),
      ...(tooLarge ? { status: 431 } : {}),
    };
    gate.block(
      { agentId: gate.agentId, kind: 'http', request: asked, reason: 'malformed-request' },
      { status: refusal.status },
    );
    answerAndClose(socket, rawResponse(refusal));
  });
  // The gateway may have joined this agent's network just now.
  surroundings.ownAddresses(true);
  await listen(server, localAddress, surroundings.proxyPort);
  const bound = server.address();
  return {
    port: typeof bound === 'object' && bound !== null ? bound.port : surroundings.proxyPort,
    close: () =>
      new Promise((resolve) => {
        server.close(() => resolve());
        server.closeAllConnections();
        gate.close();
      }),
  };
}

/** The agent's TLS ends here, under a certificate of this installation. HTTP/1.1 only: HTTP/2 is negotiated down. */
function terminateTls(
  gate: Gate,
  raw: Socket,
  tunnel: TunnelContext,
  onSecure: (inner: TLSSocket) => void,
): void {
  const secureContext = gate.services.interception.serverContext(tunnel.authority.host);
  if (secureContext === undefined) return void raw.destroy();
  const inner = new TLSSocket(raw, { isServer: true, secureContext, ALPNProtocols: ['http/1.1'] });
  const timer = setTimeout(() => inner.destroy(), gate.services.surroundings.clientTimeoutMs);
  inner.once('close', () => clearTimeout(timer));
  inner.on('error', () => inner.destroy()); // most often a client that does not trust the authority
  inner.once('secure', () => {
    clearTimeout(timer);
    onSecure(inner);
  });
}

/** The head of a request as it came, but for its wish to switch protocols. */
function withoutUpgrade(request: IncomingMessage): Buffer {
  const kept = pairHeaders(request.rawHeaders).filter(
    ([name]) => !/^(?:upgrade|connection|http2-settings)$/i.test(name),
  );
  const lines = kept.map(([name, value]) => `${name}: ${value}\r\n`).join('');
  return Buffer.from(
    `${request.method} ${request.url} HTTP/${request.httpVersion}\r\n${lines}\r\n`,
    'latin1',
  );
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
