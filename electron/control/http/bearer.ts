import type { IncomingHttpHeaders } from 'node:http';

/** The bearer token of a request (RFC 6750 section 2.1); undefined without one. */
export function bearerOf({
  authorization = '',
}: Pick<IncomingHttpHeaders, 'authorization'>): string | undefined {
  return /^Bearer ([A-Za-z0-9_-]{1,200})$/.exec(authorization)?.[1];
}
