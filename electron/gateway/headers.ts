/** Pairs of header names and values in their order; `rawHeaders` holds them unpaired. */
export type HeaderList = readonly (readonly [name: string, value: string])[];

/** Hop-by-hop headers (RFC 9110 section 7.6.1) or the proxy's own; the gateway writes framing and Host itself. */
const NOT_FORWARDED: ReadonlySet<string> = new Set([
  'connection',
  'proxy-connection',
  'proxy-authorization',
  'proxy-authenticate',
  'keep-alive',
  'te',
  'trailer',
  'transfer-encoding',
  'upgrade',
  'expect',
  'host',
]);

/** A request with more headers is refused as hostile. Node bounds the bytes (64 KiB) but would drop the excess. */
export const HEADER_COUNT_LIMIT = 200;

export function pairHeaders(raw: readonly string[]): HeaderList {
  const list: (readonly [string, string])[] = [];
  for (let index = 0; index + 1 < raw.length; index += 2) list.push([raw[index] ?? '', raw[index + 1] ?? '']);
  return list;
}

export const valuesOf = (headers: HeaderList, name: string): string[] =>
  headers.filter(([key]) => key.toLowerCase() === name).map(([, value]) => value);

/**
 * How a request's body is delimited, or `ambiguous` when two servers could disagree (request smuggling). `chunked` is a
 * body of unknown length.
 */
export type Framing =
  | { readonly kind: 'none' }
  | { readonly kind: 'length'; readonly bytes: number }
  | { readonly kind: 'chunked' }
  | { readonly kind: 'ambiguous' };

export function requestFraming(headers: HeaderList, httpVersion: string): Framing {
  const lengths = valuesOf(headers, 'content-length');
  const encodings = valuesOf(headers, 'transfer-encoding');
  const [length, encoding] = [lengths[0], encodings[0]];
  if (encoding !== undefined) {
    const plain = encodings.length === 1 && encoding.toLowerCase() === 'chunked';
    return plain && length === undefined && httpVersion === '1.1'
      ? { kind: 'chunked' }
      : { kind: 'ambiguous' };
  }
  if (length === undefined) return { kind: 'none' };
  return lengths.length === 1 && /^\d{1,15}$/.test(length)
    ? { kind: 'length', bytes: Number(length) }
    : { kind: 'ambiguous' };
}

/** Headers of a connection, which HTTP/2 does not have (RFC 9113 section 8.2.2). */
const OF_HTTP_1: ReadonlySet<string> = new Set([
  'connection',
  'keep-alive',
  'proxy-connection',
  'transfer-encoding',
  'upgrade',
]);

/**
 * The framing of a request of HTTP/2, whose frames delimit the body: a length must agree with them, which the protocol's
 * parser enforces.
 * @param ended the request has no body
 */
export function streamFraming(headers: HeaderList, ended: boolean): Framing {
  const isForeign = ([name, value]: HeaderList[number]) =>
    OF_HTTP_1.has(name.toLowerCase()) || (name.toLowerCase() === 'te' && value !== 'trailers');
  if (headers.some(isForeign)) return { kind: 'ambiguous' };
  const announced = requestFraming(headers, '1.1');
  if (announced.kind !== 'none') return announced;
  return ended ? announced : { kind: 'chunked' };
}

/** Headers that decide where a message ends, where it is sent, or which protocol follows. */
const DECISIVE: ReadonlySet<string> = new Set(['content-length', 'transfer-encoding', 'host', 'upgrade']);

/**
 * Whether a server could read a header as another one: gateways to CGI and WSGI take `Content_Length` for
 * `Content-Length`, and some servers end the header at a control character in its value.
 */
export function hasUnclearHeader(headers: HeaderList): boolean {
  return headers.some(([name, value]) => {
    const key = name.toLowerCase();
    const canonical = key.replace(/[^a-z0-9]/g, '-');
    return (canonical !== key && DECISIVE.has(canonical)) || /[\0\r\n]/.test(value);
  });
}

/** The one Host header; undefined when there is none or more than one. */
export function singleHost(headers: HeaderList): string | undefined {
  const hosts = valuesOf(headers, 'host');
  return hosts.length === 1 ? hosts[0] : undefined;
}

function connectionTokens(headers: HeaderList): ReadonlySet<string> {
  const tokens = valuesOf(headers, 'connection').flatMap((value) => value.toLowerCase().split(','));
  return new Set(tokens.map((token) => token.trim()));
}

/** The end-to-end headers to forward, without the framing of the body. */
export function endToEnd(headers: HeaderList): HeaderList {
  const named = connectionTokens(headers);
  return headers.filter(([name]) => {
    const key = name.toLowerCase();
    return key !== 'content-length' && !NOT_FORWARDED.has(key) && !named.has(key);
  });
}

/**
 * Response headers for the agent; Node writes the framing. Content-Length is kept because the server states it, but not
 * on an answer whose status excludes a body (RFC 9110 section 8.6).
 */
export function responseHeaders(headers: HeaderList, status: number): HeaderList {
  const withoutLength = valuesOf(headers, 'transfer-encoding').length > 0 || status === 204 || status < 200;
  const lengths = withoutLength
    ? []
    : valuesOf(headers, 'content-length')
        .slice(0, 1)
        .map((value) => ['Content-Length', value] as const);
  return [...endToEnd(headers), ...lengths];
}

/** Requests a body that can be searched while it arrives. */
export function uncompressed(headers: HeaderList): HeaderList {
  return [
    ...headers.filter(([name]) => name.toLowerCase() !== 'accept-encoding'),
    ['Accept-Encoding', 'identity'],
  ];
}

export const flatten = (headers: HeaderList): string[] => headers.flat();
