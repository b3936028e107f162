import { setMaxListeners } from 'node:events';
import { type ClientRequest, type ClientRequestArgs, Agent as HttpAgent } from 'node:http';
import { Agent as HttpsAgent, type AgentOptions as HttpsAgentOptions } from 'node:https';
import type { Duplex } from 'node:stream';
import type { SecureContext } from 'node:tls';
import { COST_BYTES, type Reservation } from './memory-budget.ts';
import { dialRoute, type Route } from './proxy/route.ts';

const IDLE_LIMIT = 32;
const POOL_OPTIONS = { keepAlive: true, maxFreeSockets: IDLE_LIMIT, timeout: 60_000 } as const;

type Created = (error: Error | null, connection: Duplex) => void;
type SignalNow = () => AbortSignal;
type Reserve = (bytes: number, evict: () => void) => Reservation;

/** What a request says about its connection, besides the host and port by which a pool knows it. */
export interface Connecting {
  readonly route: Route;
  /** The connection leads to a proxy that forwards requests, and not to the server. */
  readonly forwarded: boolean;
}

async function dialHost(options: ClientRequestArgs, signal: AbortSignal): Promise<Duplex> {
  const { route, forwarded } = options as ClientRequestArgs & Connecting;
  return await dialRoute(route, { port: Number(options.port), forwarded }, signal);
}

/**
 * The connections that may serve a further request: only those that an exchange has released. After any other end (an
 * announced length that was not sent, an early or incomplete answer, a refused upgrade) the two sides may disagree
 * where the next message begins.
 */
class KeptConnections {
  readonly #vouched = new WeakSet<Duplex>();
  readonly #idle = new Map<Duplex, { readonly memory: Reservation; readonly onClose: () => void }>();
  readonly #reserve: Reserve;

  constructor(reserve: Reserve) {
    this.#reserve = reserve;
  }

  release(connection: Duplex): void {
    this.#vouched.add(connection);
  }

  keep(connection: Duplex): boolean {
    if (!this.#vouched.delete(connection) || this.#idle.size >= IDLE_LIMIT) return false;
    const memory = this.#reserve(COST_BYTES.idleUpstream, () => connection.destroy());
    const onClose = () => this.#forget(connection);
    this.#idle.set(connection, { memory, onClose });
    connection.on('data', destroyUnasked);
    connection.once('close', onClose);
    return true;
  }

  markReused(connection: Duplex): void {
    this.#forget(connection);
  }

  #forget(connection: Duplex): void {
    const idle = this.#idle.get(connection);
    if (idle === undefined) return;
    this.#idle.delete(connection);
    idle.memory.close();
    connection.removeListener('data', destroyUnasked);
    connection.removeListener('close', idle.onClose);
  }
}

/** The next request would take bytes that a server sends unasked for its answer. */
function destroyUnasked(this: Duplex): void {
  this.destroy();
}

/** Pools that connect on the route of a request, as tunnels do. */
class PlainPool extends HttpAgent {
  readonly #signalNow: SignalNow;
  readonly #connections: KeptConnections;

  constructor(signalNow: SignalNow, connections: KeptConnections) {
    super(POOL_OPTIONS);
    this.#signalNow = signalNow;
    this.#connections = connections;
  }

  override keepSocketAlive(socket: Duplex): boolean {
    super.keepSocketAlive(socket);
    return this.#connections.keep(socket);
  }

  override reuseSocket(socket: Duplex, request: ClientRequest): void {
    this.#connections.markReused(socket);
    super.reuseSocket(socket, request);
  }

  override createConnection(options: ClientRequestArgs, created: Created): undefined {
    const failed = created as (error: Error) => void;
    dialHost(options, this.#signalNow()).then((socket) => created(null, socket), failed);
  }
}

class SecurePool extends HttpsAgent {
  readonly #signalNow: SignalNow;
  readonly #connections: KeptConnections;

  constructor(options: HttpsAgentOptions, signalNow: SignalNow, connections: KeptConnections) {
    super({ ...POOL_OPTIONS, ...options });
    this.#signalNow = signalNow;
    this.#connections = connections;
  }

  override keepSocketAlive(socket: Duplex): boolean {
    super.keepSocketAlive(socket);
    return this.#connections.keep(socket);
  }

  override reuseSocket(socket: Duplex, request: ClientRequest): void {
    this.#connections.markReused(socket);
    super.reuseSocket(socket, request);
  }

  override createConnection(options: ClientRequestArgs, created: Created): undefined {
    const failed = created as (error: Error) => void;
    dialHost(options, this.#signalNow())
      .then((socket) => super.createConnection({ ...options, ...{ socket } }) as Duplex)
      .then((secured) => created(null, secured), failed);
  }
}

/** One signal for all connections that are being made. */
function newDialling(): AbortController {
  const dialling = new AbortController();
  setMaxListeners(0, dialling.signal);
  return dialling;
}

/**
 * Kept-alive connections to upstream servers, one pool per agent, so that agents never share a connection. The pool's
 * key holds the checked IP addresses, or the name and the proxy, so a kept connection leads where it may.
 */
export class UpstreamPool {
  #dialling = newDialling();
  readonly #signalNow: SignalNow = () => this.#dialling.signal;
  readonly #connections: KeptConnections;
  readonly #plain: PlainPool;
  #secure: { readonly context: SecureContext | undefined; readonly agent: HttpsAgent } | undefined;
  readonly #contextNow: () => SecureContext | undefined;

  constructor(contextNow: () => SecureContext | undefined, reserve: Reserve) {
    this.#contextNow = contextNow;
    this.#connections = new KeptConnections(reserve);
    this.#plain = new PlainPool(this.#signalNow, this.#connections);
  }

  /** Releases the connection for a further request after a complete request and answer. */
  release(connection: Duplex): void {
    this.#connections.release(connection);
  }

  plain(): HttpAgent {
    return this.#plain;
  }

  /** Upstream certificates are verified against the public roots and those that the person added. */
  secure(): HttpsAgent {
    const context = this.#contextNow();
    if (this.#secure === undefined || this.#secure.context !== context) {
      this.#secure?.agent.destroy();
      const trust = context === undefined ? {} : { secureContext: context };
      const options = { ...trust, ALPNProtocols: ['http/1.1'], minVersion: 'TLSv1.2' as const };
      this.#secure = { context, agent: new SecurePool(options, this.#signalNow, this.#connections) };
    }
    return this.#secure.agent;
  }

  /** Closes idle connections and aborts those that are being made; the pool stays usable. */
  close(): void {
    this.#dialling.abort(new Error('the pool was closed'));
    this.#dialling = newDialling();
    this.#plain.destroy();
    this.#secure?.agent.destroy();
  }
}
