import { type ClientRequest, type IncomingMessage, request as requestHttp } from 'node:http';
import { request as requestHttps } from 'node:https';
import type { EchoFilter } from './echo-filter.ts';
import { flatten, type HeaderList } from './headers.ts';
import { joinChunks } from './joined-message.ts';
import type { RequestHead } from './request-head.ts';
import { poolHost, type UpstreamPool } from './upstream-pool.ts';

/** A request that was decided, filled in, and whose destination was checked. */
export interface ReadyRequest {
  readonly head: RequestHead;
  readonly secure: boolean;
  /** The checked addresses, dialled in turn. */
  readonly addresses: readonly string[];
  /** A body that had to be read before it could be signed; undefined when the body is passed on as it comes. */
  readonly bufferedBody?: readonly Buffer[];
  /** Puts placeholders back into the answer; undefined for a host without credentials. */
  readonly echoFilter: EchoFilter | undefined;
}

/** No byte in either direction for this long ends an exchange. Long polls and slow models stay below it. */
const IDLE_TIMEOUT_MS = 10 * 60_000;
/** Methods whose requests Node leaves without framing when they have no body; any other says that its body is empty. */
const METHODS_WITHOUT_BODY: ReadonlySet<string> = new Set(['GET', 'HEAD', 'DELETE', 'OPTIONS']);

/** Starts a request to the checked addresses under the host's own name, over this agent's kept-alive connections. */
export function startUpstream(ready: ReadyRequest, pool: UpstreamPool, extra: HeaderList): ClientRequest {
  const { head, secure, addresses } = ready;
  const { host, port } = head.authority;
  const hostHeader = port === (secure ? 443 : 80) ? host : `${host}:${port}`;
  const options = {
    host: poolHost(addresses),
    port,
    method: head.method,
    path: head.pathAndQuery,
    headers: flatten([['Host', hostHeader], ...head.headers, ...framingHeaders(ready), ...extra]),
    agent: secure ? pool.secure() : pool.plain(),
    timeout: IDLE_TIMEOUT_MS,
  };
  const request = secure ? requestHttps({ ...options, servername: host }) : requestHttp(options);
  request.once('response', (response) => joinChunks(response, 'answer', () => request.destroy()));
  request.once('timeout', () => request.destroy(Object.assign(new Error('idle'), { code: 'ETIMEDOUT' })));
  return request;
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
 * Lets the connection serve the next request once this answer has ended, if everything was whole: the request was
 * sent to its end before the answer began, under the length that it announced.
 * @param sentBytes how much of the body was passed on
 */
export function vouchWhenWhole(
  request: ClientRequest,
  response: IncomingMessage,
  announcedBytes: number | undefined,
  sentBytes: () => number,
  pool: UpstreamPool,
): void {
  if (!request.writableFinished) return;
  response.once('end', () => {
    const whole = response.complete && (announcedBytes === undefined || announcedBytes === sentBytes());
    if (whole && request.socket) pool.vouch(request.socket);
  });
}
