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
  soleHost,
  valuesOf,
} from './headers.ts';
import { type Authority, hostHeaderMatches, parseAbsoluteTarget } from './hosts.ts';
import { type RequestPath, readRequestPath } from './request-path.ts';

/** A request whose head is unambiguous: what it asks for, and what may go on. */
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

type RequestFields = Pick<IncomingMessage, 'method' | 'url' | 'httpVersion' | 'rawHeaders'>;

/** What a server answers with the request itself, its credentials included (RFC 9110 section 9.3.8). */
const ECHOING_METHODS: ReadonlySet<string> = new Set(['TRACE', 'TRACK']);

/**
 * Reads a request's head strictly. Outside a tunnel the target is absolute (`http://host/path`), inside it is a path
 * and the Host header must name the tunnel's host. Anything that two servers could read differently is refused.
 */
export function readRequestHead(
  request: RequestFields,
  tunnel: { authority: Authority; defaultPort: number } | undefined,
  upgrade = false,
): RequestHeadResult {
  const headers = pairHeaders(request.rawHeaders);
  const url = request.url ?? '';
  const host = soleHost(headers);
  const refuse = (reason: DecisionReason, shown = tunnel?.authority ?? shownAuthority(host ?? '?')) =>
    ({ ok: false, reason, shown }) as const;
  if (headers.length > HEADER_COUNT_LIMIT || host === undefined) return refuse('malformed-request');
  const framing = requestFraming(headers, request.httpVersion);
  if (framing.kind === 'ambiguous' || /[^\x21-\x7e]/.test(url)) return refuse('malformed-request');
  const method = request.method ?? 'GET';
  if (hasUnclearHeader(headers) || ECHOING_METHODS.has(method)) return refuse('malformed-request');
  if (!valuesOf(headers, 'expect').every((value) => /^100-continue$/i.test(value)))
    return refuse('malformed-request');
  // A switch of protocols has no body (RFC 6455 section 4.1): what a length announced would be taken off what follows.
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
  return {
    ok: true,
    head: {
      authority,
      method,
      pathAndQuery,
      path,
      headers: endToEnd(headers),
      framing,
    },
  };
}

/** What a refused request asked for, for the audit: its host and port as well as they can be told. */
export function shownAuthority(text: string, defaultPort = 80): Authority {
  const authority = /^http:\/\/([^/?#]+)/i.exec(text)?.[1] ?? text;
  const [, host, port] = /^(.*?)(?::(\d{1,5}))?$/s.exec(authority) ?? [];
  return { host: (host ?? authority).slice(0, 300), port: port === undefined ? defaultPort : Number(port) };
}
