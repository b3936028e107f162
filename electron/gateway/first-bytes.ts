import type { Socket } from 'node:net';
import type { DecisionReason } from '../contract/egress.ts';
import { readClientHello } from './client-hello.ts';

export interface NamedHello {
  readonly serverName: string | undefined;
  readonly encryptedHello: boolean;
}

/** The protocol of a client inside a tunnel. `gone`: it closed without a byte. */
export type FirstBytes =
  | ({ readonly kind: 'tls' } & NamedHello)
  | { readonly kind: 'http' | 'other' | 'gone' };

/**
 * Reads until the client's protocol is clear, then puts all bytes back and leaves the socket paused. Never rejects; a
 * client that sends nothing in time is `other`.
 */
export async function readFirstBytes(socket: Socket, timeoutMs: number): Promise<FirstBytes> {
  return await new Promise((resolve) => {
    let bytes: Buffer = Buffer.alloc(0);
    const timer = setTimeout(() => finish({ kind: 'other' }), timeoutMs);
    const onDisconnect = () => finish({ kind: bytes.length === 0 ? 'gone' : 'other' });
    const onData = (chunk: Buffer) => {
      bytes = bytes.length === 0 ? chunk : Buffer.concat([bytes, chunk]);
      const result = detectProtocol(bytes);
      if (result !== undefined) finish(result);
    };
    const finish = (result: FirstBytes) => {
      clearTimeout(timer);
      socket.removeListener('data', onData);
      socket.removeListener('end', onDisconnect);
      socket.removeListener('close', onDisconnect);
      socket.pause();
      if (bytes.length > 0 && !socket.destroyed && !socket.readableEnded) socket.unshift(bytes);
      resolve(result);
    };
    socket.on('data', onData);
    socket.once('end', onDisconnect);
    socket.once('close', onDisconnect);
  });
}

/** Undefined until the protocol is clear. Every HTTP method starts with a capital letter, and no TLS record does. */
function detectProtocol(bytes: Buffer): FirstBytes | undefined {
  const first = bytes[0] ?? 0;
  if (first >= 0x41 && first <= 0x5a) return { kind: 'http' };
  const hello = readClientHello(bytes);
  switch (hello.kind) {
    case 'incomplete':
      return undefined;
    case 'hello':
      return { ...hello, kind: 'tls' };
    default:
      return { kind: 'other' };
  }
}

/** The TLS handshake must name, unencrypted, exactly the host that the tunnel was opened for. */
export function serverNameProblem(hello: NamedHello, host: string): DecisionReason | undefined {
  if (hello.encryptedHello) return 'encrypted-sni';
  if (hello.serverName === undefined) return 'no-sni';
  return hello.serverName === host ? undefined : 'sni-mismatch';
}
