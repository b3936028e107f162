import type { IncomingHttpHeaders } from 'node:http';
import { HttpRefusal } from './problem.ts';

export interface GuardedRequest {
  method: string;
  headers: IncomingHttpHeaders;
}

/**
 * Host names by which a client may call the server. The list is exact, so that no web page reaches it by another name.
 */
export type AllowedHosts = (host: string) => boolean;

/** A socket has no address, so clients name `localhost` with any port. */
export const socketHosts: AllowedHosts = (host) => /^localhost(:\d{1,5})?$/.test(host);

/**
 * Throws an `HttpRefusal` for requests of a browser, for a foreign host, and for bodies that are not JSON. The server
 * does not support CORS, because a page is never a client.
 */
export function guard({ method, headers }: GuardedRequest, allowed: AllowedHosts): void {
  if (headers.host === undefined || !allowed(headers.host)) {
    throw new HttpRefusal(421, 'This server is not known by that name.');
  }
  if (headers.origin !== undefined || headers['sec-fetch-site'] !== undefined) {
    throw new HttpRefusal(403, 'Web pages may not call this server.');
  }
  guardBody(headers);
  if (method === 'OPTIONS' || method === 'TRACE' || method === 'CONNECT') {
    throw new HttpRefusal(405, 'This method is not supported.');
  }
}

/** Throws an `HttpRefusal` (415) for a body that is not JSON. */
export function guardBody(headers: IncomingHttpHeaders): void {
  if (hasBody(headers) && !isJson(headers['content-type'])) {
    throw new HttpRefusal(415, 'Send JSON, with “Content-Type: application/json”.');
  }
  if (hasBody(headers) && (headers['content-encoding'] ?? 'identity') !== 'identity') {
    throw new HttpRefusal(415, 'Send the body uncompressed.');
  }
}

export function hasBody(headers: IncomingHttpHeaders): boolean {
  return headers['transfer-encoding'] !== undefined || Number(headers['content-length'] ?? 0) > 0;
}

function isJson(type: string | undefined): boolean {
  return /^application\/json\s*(;\s*charset\s*=\s*"?utf-8"?\s*)?$/i.test(type ?? '');
}
