import type { Socket } from 'node:net';
import type { ProxyServer } from '../../contract/upstream-proxy.ts';
import { ProxyFailure, proxyErrorOf } from './proxy-failure.ts';
import { readMessage } from './read-bytes.ts';

/** The longest head of a proxy's answer; its error pages follow the head. */
const HEAD_LIMIT_BYTES = 64 * 1024;

/** The value of `Proxy-Authorization`; undefined for a proxy without a user. */
export function proxyAuthorization({ username, password = '' }: ProxyServer): string | undefined {
  return username === undefined
    ? undefined
    : `Basic ${Buffer.from(`${username}:${password}`, 'utf8').toString('base64')}`;
}

/** Opens a tunnel to a host through an HTTP proxy (RFC 9110 section 9.3.6). Rejects with a `ProxyFailure`. */
export async function connectOverHttp(
  socket: Socket,
  proxy: ProxyServer,
  { host, port }: { readonly host: string; readonly port: number },
  signal: AbortSignal,
): Promise<void> {
  const authority = `${host}:${port}`;
  const authorization = proxyAuthorization(proxy);
  const login = authorization === undefined ? '' : `Proxy-Authorization: ${authorization}\r\n`;
  socket.write(`CONNECT ${authority} HTTP/1.1\r\nHost: ${authority}\r\n${login}\r\n`);
  const status = await readMessage(socket, readStatus, signal);
  const error = proxyErrorOf(status);
  if (error !== undefined) throw new ProxyFailure(error);
}

/** Reads the status of an answer once its head is whole; an informational one (1xx) is skipped. */
function readStatus(bytes: Buffer): { value: number; length: number } | undefined {
  let start = 0;
  for (;;) {
    const end = bytes.indexOf('\r\n\r\n', start);
    if (end === -1) {
      const isHttp = /^H?T?T?P?\/?/.exec(bytes.subarray(start, start + 5).toString('latin1'))?.[0];
      if (bytes.length > HEAD_LIMIT_BYTES || isHttp?.length !== Math.min(5, bytes.length - start))
        throw new ProxyFailure('proxy-failed');
      return undefined;
    }
    const status = /^HTTP\/1\.[01] (\d{3})/.exec(bytes.subarray(start, start + 16).toString('latin1'))?.[1];
    if (status === undefined) throw new ProxyFailure('proxy-failed');
    if (!status.startsWith('1')) return { value: Number(status), length: end + 4 };
    start = end + 4;
  }
}
