import { isIP, type Socket } from 'node:net';
import type { Duplex } from 'node:stream';
import { connect as connectTls, type SecureContext } from 'node:tls';
import type { ProxyServer } from '../../contract/upstream-proxy.ts';
import { systemClock } from '../../lib/clock.ts';
import { deadlineWithin } from '../../lib/deadline.ts';
import { dial } from '../dial.ts';
import { untilSecure } from '../until-secure.ts';
import { connectOverHttp, proxyAuthorization } from './http-connect.ts';
import { ProxyFailure } from './proxy-failure.ts';
import { connectOverSocks } from './socks5.ts';

/** A proxy needs this long at most, its own connection to the server included. */
const HANDSHAKE_TIMEOUT_MS = 30_000;

/** The way to a server: to one of its checked addresses, or by its name through a proxy. */
export type Route =
  | { readonly kind: 'direct'; readonly addresses: readonly string[] }
  | { readonly kind: 'proxy'; readonly host: string; readonly hop: ProxyHop };

/** A proxy, and what is needed to reach it. */
export interface ProxyHop {
  readonly server: ProxyServer;
  /** Undefined: Node's own roots. */
  readonly trust: SecureContext | undefined;
  resolve(host: string): Promise<readonly string[]>;
}

/** The host name under which a pool keeps the connections of a route. */
export function poolHost(route: Route): string {
  if (route.kind === 'direct') return route.addresses.join(' ');
  const { protocol, host, port, username = '' } = route.hop.server;
  return `${route.host} by ${protocol} ${encodeURIComponent(username)} ${host} ${port}`;
}

/** The proxy that gets requests for this route in clear text with their whole address (RFC 9112 section 3.2.2). */
export function forwardingProxy(route: Route, isUpgrade: boolean): ProxyServer | undefined {
  if (route.kind === 'direct' || isUpgrade || route.hop.server.protocol === 'socks5') return undefined;
  return route.hop.server;
}

/** Headers for a forwarding proxy. */
export function proxyHeaders(server: ProxyServer): [name: string, value: string][] {
  const authorization = proxyAuthorization(server);
  return authorization === undefined ? [] : [['Proxy-Authorization', authorization]];
}

/** Connects to the proxy itself, with TLS where its address says so. */
export async function dialProxy({ server, trust, resolve }: ProxyHop, signal: AbortSignal): Promise<Socket> {
  try {
    const addresses = isIP(server.host) === 0 ? await resolve(server.host) : [server.host];
    const socket = await dial(addresses, server.port, signal, { allowHalfOpen: true });
    if (server.protocol !== 'https') return socket;
    const secured = connectTls({
      socket,
      ...(isIP(server.host) === 0 ? { servername: server.host } : {}),
      ...(trust === undefined ? {} : { secureContext: trust }),
      ALPNProtocols: ['http/1.1'],
    });
    return await untilSecure(secured, HANDSHAKE_TIMEOUT_MS, signal);
  } catch (error) {
    throw signal.aborted ? error : new ProxyFailure('proxy-unreachable');
  }
}

/** Connects to a server through its proxy. Rejects with a `ProxyFailure`, or with the signal's reason. */
export async function dialThrough(
  { host, hop }: Extract<Route, { kind: 'proxy' }>,
  port: number,
  signal: AbortSignal,
): Promise<Socket> {
  const deadline = deadlineWithin(HANDSHAKE_TIMEOUT_MS, signal, systemClock);
  let socket: Socket | undefined;
  try {
    socket = await dialProxy(hop, deadline.signal);
    const connect = hop.server.protocol === 'socks5' ? connectOverSocks : connectOverHttp;
    await connect(socket, hop.server, { host, port }, deadline.signal);
    return socket;
  } catch (error) {
    // The failure is reported here, and a later error has no recipient.
    socket?.on('error', () => undefined);
    socket?.destroy();
    signal.throwIfAborted();
    throw deadline.signal.aborted ? new ProxyFailure('proxy-failed') : error;
  } finally {
    deadline.release();
  }
}

/** Connects for a request of a pool: to the server, or to the proxy that forwards requests. */
export async function dialRoute(
  route: Route,
  { port, forwarded }: { readonly port: number; readonly forwarded: boolean },
  signal: AbortSignal,
): Promise<Duplex> {
  if (route.kind === 'direct') return await dial(route.addresses, port, signal);
  return forwarded ? await dialProxy(route.hop, signal) : await dialThrough(route, port, signal);
}
