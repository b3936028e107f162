import type { IncomingHttpHeaders } from 'node:http';
import { guardBody } from '../http/guard.ts';
import { HttpRefusal } from '../http/problem.ts';

export interface BrowserRequest {
  method: string;
  path: string;
  headers: IncomingHttpHeaders;
  /** A request for a WebSocket. */
  isUpgrade: boolean;
}

/** The addresses by which browsers may call the server. */
export interface WebNames {
  secure: boolean;
  /** Values of `Host`, in lower case. */
  hosts: readonly string[];
}

/** Pages that links of other programs and sites may lead to. They show nothing by themselves. */
const DOCUMENTS: readonly string[] = ['/', '/index.html', '/sign-in'];

/**
 * Throws an `HttpRefusal` for a foreign `Host` (a name that was bound to this address), and for every request that a
 * page of another origin sent. Other ports of the same host are other origins, although browsers send them the same
 * cookies and call them the same site.
 */
export function guardBrowser(request: BrowserRequest, names: WebNames): void {
  const { method, headers, isUpgrade } = request;
  const host = headers.host?.toLowerCase();
  if (host === undefined || !names.hosts.includes(host)) {
    throw new HttpRefusal(421, 'This server is not known by that name.');
  }
  if (!['GET', 'HEAD', 'POST'].includes(method)) {
    throw new HttpRefusal(405, 'This method is not supported.');
  }
  const origin = `${names.secure ? 'https' : 'http'}://${host}`;
  const mustNameOrigin = isUpgrade || method === 'POST';
  if (headers.origin === undefined ? mustNameOrigin : headers.origin !== origin) {
    throw new HttpRefusal(403, 'Only the page of this server may call it.');
  }
  if (!isOwnFetch(request)) throw new HttpRefusal(403, 'Pages of other sites may only link to this one.');
  guardBody(headers);
}

function isOwnFetch({ method, path, headers, isUpgrade }: BrowserRequest): boolean {
  const site = headers['sec-fetch-site'];
  if (site === undefined || site === 'same-origin' || site === 'none') return true;
  const isLink = headers['sec-fetch-mode'] === 'navigate' && headers['sec-fetch-dest'] === 'document';
  return isLink && method === 'GET' && !isUpgrade && DOCUMENTS.includes(path);
}
