import { type ClientRequest, type IncomingMessage, request as requestHttp } from 'node:http';
import { request as requestHttps } from 'node:https';
import { ANSWER_HEAD_LIMIT_BYTES } from '../contract/egress.ts';
import type { ProxyServer } from '../contract/upstream-proxy.ts';
import { AnswerFault } from './answer-error.ts';
import type { EchoFilter } from './echo-filter.ts';
import { flatten, type HeaderList } from './headers.ts';
import { joinChunks } from './joined-message.ts';
import { forwardingProxy, poolHost, proxyHeaders, type Route } from './proxy/route.ts';
import type { RequestHead } from './request-head.ts';
import type { Connecting, UpstreamPool } from './upstream-pool.ts';

/** An allowed request with its credentials filled in and its destination checked. */
export interface ReadyRequest {
  readonly head: RequestHead;
  readonly secure: boolean;
  readonly route: Route;
  /** A body that was read in full because it had to be signed; undefined when the body is streamed. */
  readonly bufferedBody?: readonly Buffer[];
  /** Restores placeholders in the answer; undefined for a host without credentials. */
  readonly echoFilter: EchoFilter | undefined;
}

/** An exchange ends after this time without a byte in either direction. Long polls and slow models stay below it. */
export const IDLE_TIMEOUT_MS = 10 * 60_000;
/** Node sends requests of these methods without framing when they have no body. Any other states an empty body. */
const METHODS_WITHOUT_BODY: ReadonlySet<string> = new Set(['GET', 'HEAD', 'DELETE', 'OPTIONS']);

/** Of answers that announce another (100, 102, 103): a server that sends more only takes the gateway's time. */
export const INFORMATIONAL_LIMIT = 32;

/** The proxy that forwards this request; undefined when a connection leads to the server. */
export function forwarderOf({ route, secure }: ReadyRequest, isUpgrade: boolean): ProxyServer | undefined {
  return secure ? undefined : forwardingProxy(route, isUpgrade);
}

/**
 * Starts a request on its route under the host's own name, over this agent's kept-alive connections.
 * @param upgrade headers that ask for another protocol; empty for an ordinary request
 */
export function startUpstream(ready: ReadyRequest, pool: UpstreamPool, upgrade: HeaderList): ClientRequest {
  const { head, secure, route } = ready;
  const { host, port } = head.authority;
  const hostHeader = port === (secure ? 443 : 80) ? host : `${host}:${port}`;
  const proxy = forwarderOf(ready, upgrade.length > 0);
  const connecting: Connecting = { route, forwarded: proxy !== undefined };
  const options = {
    ...connecting,
    host: poolHost(route),
    port,
    method: head.method,
    path: proxy === undefined ? head.pathAndQuery : absoluteTarget(hostHeader, head.pathAndQuery),
    headers: flatten([
      ['Host', hostHeader],
      ...head.headers,
      ...framingHeaders(ready),
      ...upgrade,
      ...(proxy === undefined ? [] : proxyHeaders(proxy)),
    ]),
    agent: secure ? pool.secure() : pool.plain(),
    timeout: IDLE_TIMEOUT_MS,
    maxHeaderSize: ANSWER_HEAD_LIMIT_BYTES,
  };
  const request = secure ? requestHttps({ ...options, servername: host }) : requestHttp(options);
  request.once('response', (response) => joinChunks(response, 'answer', () => request.destroy()));
  let informational = 0;
  const onInformational = () => {
    informational += 1;
    if (informational > INFORMATIONAL_LIMIT)
      request.destroy(new AnswerFault('the server only announces an answer'));
  };
  request.on('continue', onInformational);
  request.on('information', onInformational);
  request.once('timeout', () => request.destroy(Object.assign(new Error('idle'), { code: 'ETIMEDOUT' })));
  return request;
}

/** The target for a proxy; `*` is the server as a whole (RFC 9112 section 3.2.4). */
function absoluteTarget(host: string, pathAndQuery: string): string {
  return `http://${host}${pathAndQuery === '*' ? '' : pathAndQuery}`;
}

function framingHeaders({ head, bufferedBody }: ReadyRequest): HeaderList {
  if (bufferedBody !== undefined) return [['Content-Length', String(byteLength(bufferedBody))]];
  switch (head.framing.kind) {
    case 'length':
      return [['Content-Length', String(head.framing.bytes)]];
    case 'chunked':
      return [['Transfer-Encoding', 'chunked']];
    default:
      return METHODS_WITHOUT_BODY.has(head.method) ? [] : [['Content-Length', '0']];
  }
}

export function byteLength(chunks: readonly Buffer[]): number {
  return chunks.reduce((sum, chunk) => sum + chunk.length, 0);
}

/**
 * Releases the connection for the next request once this answer has ended, if the exchange was complete: the request
 * was sent in full, under its announced length, before the answer began.
 * @param sentBytes the forwarded bytes of the body
 */
export function releaseWhenComplete(
  request: ClientRequest,
  response: IncomingMessage,
  announcedBytes: number | undefined,
  sentBytes: () => number,
  pool: UpstreamPool,
): void {
  if (!request.writableFinished) return;
  response.once('end', () => {
    const complete = response.complete && (announcedBytes === undefined || announcedBytes === sentBytes());
    if (complete && request.socket) pool.release(request.socket);
  });
}
