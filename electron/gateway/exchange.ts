import {
  type ClientRequest,
  type IncomingMessage,
  request as requestHttp,
  type ServerResponse,
} from 'node:http';
import { request as requestHttps } from 'node:https';
import type { FlowError } from '../contract/egress.ts';
import { flowErrorOf } from './destination.ts';
import type { Flow } from './flow.ts';
import type { Gate } from './gate.ts';
import { flatten, type HeaderList, pairHeaders, responseHeaders } from './headers.ts';
import { rest } from './intake.ts';
import { failureFor, type Refusal } from './refusal.ts';
import type { RequestHead } from './request-head.ts';
import { poolHost, type UpstreamPool } from './upstream-pool.ts';

/** A request that was decided, filled in, and whose destination was checked. */
export interface ReadyRequest {
  readonly head: RequestHead;
  readonly secure: boolean;
  /** The checked addresses, dialled in turn. */
  readonly addresses: readonly string[];
  /** A body that had to be read before it could be signed; undefined when the body is passed on as it comes. */
  readonly bufferedBody?: Buffer;
}

/** No byte in either direction for this long ends an exchange. Long polls and slow models stay below it. */
const IDLE_TIMEOUT_MS = 10 * 60_000;
const METHODS_WITH_BODY: ReadonlySet<string> = new Set(['POST', 'PUT', 'PATCH']);

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
  return secure ? requestHttps({ ...options, servername: host }) : requestHttp(options);
}

function framingHeaders({ head, bufferedBody }: ReadyRequest): HeaderList {
  if (bufferedBody !== undefined) return [['Content-Length', String(bufferedBody.length)]];
  switch (head.framing.kind) {
    case 'length':
      return [['Content-Length', head.framing.value]];
    case 'chunked':
      return [['Transfer-Encoding', 'chunked']];
    default:
      return METHODS_WITH_BODY.has(head.method) ? [['Content-Length', '0']] : [];
  }
}

/** Sends a whole answer of the gateway's own. An unread body of the request is discarded by Node. */
export function answer(response: ServerResponse, refusal: Refusal): void {
  if (response.headersSent) return void response.destroy();
  response.writeHead(refusal.status, {
    'Content-Type': 'text/plain; charset=utf-8',
    'Content-Length': Buffer.byteLength(refusal.body),
  });
  response.end(refusal.body);
}

/** Carries one request and its response, unbuffered both ways; ends the flow whatever happens. */
export function carry(
  request: IncomingMessage,
  response: ServerResponse,
  ready: ReadyRequest,
  gate: Gate,
  flow: Flow,
): void {
  const counted = { up: ready.bufferedBody?.length ?? 0, down: 0 };
  flow.count = () => counted;
  flow.closes(() => response.socket?.destroy());
  let current: ClientRequest | undefined;
  flow.closes(() => current?.destroy());
  response.once('close', () => {
    if (!response.writableFinished) current?.destroy();
    flow.end(response.writableFinished ? undefined : 'reset');
  });
  const bodyless = ready.bufferedBody !== undefined || ready.head.framing.kind === 'none';
  if (!bodyless) {
    request.on('data', (chunk: Buffer) => {
      counted.up += chunk.length;
      rest(request, gate.spend(chunk.length));
    });
  }
  attempt(true);

  function attempt(mayRetry: boolean): void {
    const upstream = startUpstream(ready, gate.upstreams, []);
    current = upstream;
    upstream.once('timeout', () => upstream.destroy(Object.assign(new Error('idle'), { code: 'ETIMEDOUT' })));
    upstream.once('error', (error) => {
      // A kept-alive connection may have been closed by the server just before it was used again (RFC 9110 9.2.2).
      if (mayRetry && bodyless && upstream.reusedSocket && !response.headersSent && !flow.ended)
        return attempt(false);
      failWith(flowErrorOf(error));
    });
    upstream.once('response', (incoming) => passOn(incoming, upstream));
    if (ready.bufferedBody !== undefined) upstream.end(ready.bufferedBody);
    else if (bodyless) upstream.end();
    else request.pipe(upstream);
  }

  function passOn(incoming: IncomingMessage, upstream: ClientRequest): void {
    flow.status = incoming.statusCode;
    incoming.once('error', () => response.destroy());
    incoming.on('data', (chunk: Buffer) => {
      counted.down += chunk.length;
      rest(incoming, gate.spend(chunk.length));
    });
    response.writeHead(incoming.statusCode ?? 502, responseHeaders(pairHeaders(incoming.rawHeaders)));
    response.flushHeaders(); // an event stream may say nothing for minutes after its head
    incoming.pipe(response);
    response.once('finish', () => {
      if (!bodyless && !upstream.writableFinished) request.unpipe(upstream);
    });
  }

  function failWith(error: FlowError): void {
    if (flow.ended) return;
    const refusal = failureFor(ready.head.authority, error);
    if (!response.headersSent) flow.status = refusal.status;
    flow.end(error);
    answer(response, refusal);
  }
}
