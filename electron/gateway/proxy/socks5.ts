import type { Socket } from 'node:net';
import { isIPv4 } from 'node:net';
import type { ProxyServer } from '../../contract/upstream-proxy.ts';
import { type ProxyError, ProxyFailure } from './proxy-failure.ts';
import { readMessage } from './read-bytes.ts';

const VERSION = 5;
const NO_LOGIN = 0;
const PASSWORD_LOGIN = 2;
/** Bytes of an address by its type (RFC 1928 section 5); a name states its length. */
const ADDRESS_BYTES: Readonly<Record<number, number>> = { 1: 4, 4: 16 };

/** Opens a connection to a host by name through a SOCKS5 proxy (RFC 1928, RFC 1929). Rejects with a `ProxyFailure`. */
export async function connectOverSocks(
  socket: Socket,
  proxy: ProxyServer,
  { host, port }: { readonly host: string; readonly port: number },
  signal: AbortSignal,
): Promise<void> {
  const { username, password = '' } = proxy;
  socket.write(
    Buffer.from(username === undefined ? [VERSION, 1, NO_LOGIN] : [VERSION, 2, NO_LOGIN, PASSWORD_LOGIN]),
  );
  const method = (await readMessage(socket, fixed(2), signal))[1];
  if (method === PASSWORD_LOGIN && username !== undefined) {
    socket.write(Buffer.concat([Buffer.from([1]), counted(username), counted(password)]));
    if ((await readMessage(socket, fixed(2), signal))[1] !== 0) throw new ProxyFailure('proxy-login');
  } else if (method !== NO_LOGIN) {
    throw new ProxyFailure(method === 0xff ? 'proxy-login' : 'proxy-failed');
  }
  const address = isIPv4(host)
    ? Buffer.from([1, ...host.split('.').map(Number)])
    : Buffer.concat([Buffer.from([3]), counted(host)]);
  socket.write(Buffer.concat([Buffer.from([VERSION, 1, 0]), address, Buffer.from([port >> 8, port & 0xff])]));
  const error = errorOf(await readMessage(socket, readReply, signal));
  if (error !== undefined) throw new ProxyFailure(error);
}

/** A text with its length before it, at most 255 bytes. */
function counted(text: string): Buffer {
  const bytes = Buffer.from(text, 'utf8').subarray(0, 255);
  return Buffer.concat([Buffer.from([bytes.length]), bytes]);
}

const fixed = (length: number) => (bytes: Buffer) => {
  if (bytes[0] !== VERSION && bytes[0] !== 1) throw new ProxyFailure('proxy-failed');
  return bytes.length < length ? undefined : { value: bytes.subarray(0, length), length };
};

function readReply(bytes: Buffer): { value: number; length: number } | undefined {
  if (bytes.length < 5) return undefined;
  const [version, reply = 1, , type = 0, first = 0] = bytes;
  const addressBytes = type === 3 ? 1 + first : ADDRESS_BYTES[type];
  if (version !== VERSION || addressBytes === undefined) throw new ProxyFailure('proxy-failed');
  const length = 4 + addressBytes + 2;
  return bytes.length < length ? undefined : { value: reply, length };
}

function errorOf(reply: number): ProxyError | undefined {
  if (reply === 0) return undefined;
  return reply === 2 ? 'proxy-refused' : 'proxy-failed';
}
