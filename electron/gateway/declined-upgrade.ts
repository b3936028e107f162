import type { IncomingMessage } from 'node:http';
import { HEADER_COUNT_LIMIT, pairHeaders, requestFraming } from './headers.ts';

/**
 * The head of a request without its upgrade to an unsupported protocol: it is served like a request without one (RFC
 * 9110 section 7.8). Undefined for a request to refuse: one with a body could be read in two ways.
 */
export function withoutUpgrade(request: IncomingMessage): Buffer | undefined {
  const headers = pairHeaders(request.rawHeaders);
  if (headers.length > HEADER_COUNT_LIMIT || requestFraming(headers, request.httpVersion).kind !== 'none')
    return undefined;
  const lines = headers.map(([name, value]) => {
    if (/^(?:upgrade|http2-settings)$/i.test(name)) return '';
    const remaining = /^connection$/i.test(name) ? otherTokens(value) : value;
    return remaining === '' ? '' : `${name}: ${remaining}\r\n`;
  });
  return Buffer.from(
    `${request.method} ${request.url} HTTP/${request.httpVersion}\r\n${lines.join('')}\r\n`,
    'latin1',
  );
}

function otherTokens(connection: string): string {
  const tokens = connection.split(',').map((token) => token.trim());
  return tokens.filter((token) => !/^(?:upgrade|http2-settings)$/i.test(token)).join(', ');
}
