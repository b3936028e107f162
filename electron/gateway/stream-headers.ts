import type { IncomingHttpHeaders, OutgoingHttpHeaders } from 'node:http2';
import { type HeaderList, pairHeaders, streamFraming } from './headers.ts';
import type { RequestFields } from './request-head.ts';

const isPseudo = (name: string): boolean => name.startsWith(':');

/** The headers of a message without the pseudo headers. */
export function ordinaryHeaders(raw: readonly string[]): HeaderList {
  return pairHeaders(raw).filter(([name]) => !isPseudo(name));
}

/**
 * The head of a stream in the form of a request of HTTP/1, so that one parser judges both. A scheme other than https and a
 * Host header beside a different authority come out as what that parser refuses.
 * @param ended the request has no body
 */
export function streamFields(raw: readonly string[], ended: boolean): RequestFields {
  const pairs = pairHeaders(raw);
  const pseudo = new Map(pairs.filter(([name]) => isPseudo(name)));
  const ordinary = pairs.filter(([name]) => !isPseudo(name));
  const authority = pseudo.get(':authority');
  const others =
    authority === undefined
      ? ordinary
      : ordinary.filter(
          ([name, value]) => name !== 'host' || value.toLowerCase() !== authority.toLowerCase(),
        );
  const headers: HeaderList = authority === undefined ? others : [['host', authority], ...others];
  const isPlain = pseudo.get(':scheme') === 'https' && !pseudo.has(':protocol');
  return {
    method: pseudo.get(':method') ?? '?',
    url: isPlain ? (pseudo.get(':path') ?? '') : '',
    httpVersion: '2.0',
    rawHeaders: headers.flat(),
    streamFraming: streamFraming(headers, ended),
  };
}

/** Headers as Node writes them: names in small letters, several values of one name as a list. */
export function outgoing(headers: HeaderList): OutgoingHttpHeaders {
  const result: Record<string, string | string[]> = Object.create(null);
  for (const [name, value] of headers) {
    const key = name.toLowerCase();
    const before = result[key];
    result[key] = before === undefined ? value : [...(Array.isArray(before) ? before : [before]), value];
  }
  return result;
}

/** The status of an answer. */
export function statusOf(headers: IncomingHttpHeaders & { ':status'?: number | undefined }): number {
  return headers[':status'] ?? 502;
}

/** The bytes that a head takes in memory, for its limit. */
export function headBytes(raw: readonly string[]): number {
  return raw.reduce((sum, part) => sum + part.length + 2, 0);
}
