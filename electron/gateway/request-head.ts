import type { IncomingMessage } from 'node:http';
import type { DecisionReason } from '../contract/egress.ts';
import {
  endToEnd,
  type Framing,
  HEADER_COUNT_LIMIT,
  type HeaderList,
  hasUnclearHeader,
  pairHeaders,
  requestFraming,
  singleHost,
  valuesOf,
} from './headers.ts';
import { type Authority, hostHeaderMatches, parseAbsoluteTarget } from './hosts.ts';
import { readingsOf } from './method-override.ts';
import { type RequestPath, readRequestPath } from './request-path.ts';

/** An unambiguous request head, with its target and the headers to forward. */
export interface RequestHead {
  readonly authority: Authority;
  readonly method: string;
  readonly pathAndQuery: string;
  readonly path: RequestPath;
  /** End-to-end headers without Host and framing. */
  readonly headers: HeaderList;
  readonly framing: Framing;
}

export type RequestHeadResult =
  | { readonly ok: true; readonly head: RequestHead }
  | { readonly ok: false; readonly reason: DecisionReason; readonly shown: Authority };

/** A request of HTTP/1 as Node parses it, or one of HTTP/2 in the same form. */
export type RequestFields = Pick<IncomingMessage, 'method' | 'url' | 'httpVersion' | 'rawHeaders'> & {
  /** The framing of a request of HTTP/2. */
  readonly streamFraming?: Framing;
};

/** A server returns such a request in its answer, credentials included (RFC 9110 section 9.3.8). */
const ECHOING_METHODS: ReadonlySet<string> = new Set(['TRACE', 'TRACK']);

/**
 * Parses a request's head strictly. Outside a tunnel the target is absolute (`http://host/path`). Inside a tunnel it is
 * a path, and the Host header must name the tunnel's host. A head that two servers could read differently is refused.
 */
export function readRequestHead(
  request: RequestFields,
  tunnel: { authority: Authority; defaultPort: number } | undefined,
  upgrade = false,
): RequestHeadResult {
  const headers = pairHeaders(request.rawHeaders);
  const url = request.url ?? '';
  const host = singleHost(headers);
  const refuse = (reason: DecisionReason, shown = tunnel?.authority ?? shownAuthority(host ?? '?')) =>
    ({ ok: false, reason, shown }) as const;
  if (headers.length > HEADER_COUNT_LIMIT || host === undefined) return refuse('malformed-request');
  const framing = request.streamFraming ?? requestFraming(headers, request.httpVersion);
  if (framing.kind === 'ambiguous' || /[^\x21-\x7e]/.test(url)) return refuse('malformed-request');
  const method = request.method ?? 'GET';
  if (hasUnclearHeader(headers)) return refuse('malformed-request');
  if (!valuesOf(headers, 'expect').every((value) => /^100-continue$/i.test(value)))
    return refuse('malformed-request');
  // A protocol switch has no body (RFC 6455 section 4.1). A server would take the announced length off the bytes that
  // follow.
  if (upgrade && (framing.kind !== 'none' || method !== 'GET' || request.httpVersion !== '1.1'))
    return refuse('malformed-request');
  const target = tunnel === undefined ? parseAbsoluteTarget(url) : undefined;
  if (target !== undefined && !target.ok) {
    return refuse(
      target.reason === 'not-absolute' ? 'malformed-request' : target.reason,
      shownAuthority(url),
    );
  }
  if (target === undefined && (!url.startsWith('/') || url.includes('#'))) return refuse('malformed-request');
  const authority = tunnel?.authority ?? target?.authority;
  if (authority === undefined) return refuse('malformed-request');
  if (!hostHeaderMatches(host, authority, tunnel?.defaultPort ?? 80))
    return refuse('host-mismatch', authority);
  const pathAndQuery = target?.pathAndQuery ?? url;
  const path = readRequestPath(pathAndQuery);
  const head = { authority, method, pathAndQuery, path, headers: endToEnd(headers), framing };
  const echoes = readingsOf(head).some((reading) => ECHOING_METHODS.has(reading.method.toUpperCase()));
  return echoes ? refuse('malformed-request', authority) : { ok: true, head };
}

/** The host and port of a refused request, for the audit, as far as they can be read. */
export function shownAuthority(text: string, defaultPort = 80): Authority {
  const authority = /^http:\/\/([^/?#]+)/i.exec(text)?.[1] ?? text;
  const [, host, port] = /^(.*?)(?::(\d{1,5}))?$/s.exec(authority) ?? [];
  return { host: (host ?? authority).slice(0, 300), port: port === undefined ? defaultPort : Number(port) };
}
