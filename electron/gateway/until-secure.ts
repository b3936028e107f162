import type { TLSSocket } from 'node:tls';

/**
 * Resolves once the handshake of a client's connection is done. Rejects with its error, after the time with code
 * `ETIMEDOUT`, or with the signal's reason; the connection is then destroyed.
 */
export function untilSecure(socket: TLSSocket, timeoutMs: number, signal: AbortSignal): Promise<TLSSocket> {
  return new Promise((resolve, reject) => {
    const timer = setTimeout(() => fail(failure('too slow', 'ETIMEDOUT')), timeoutMs);
    const onAbort = () => fail(signal.reason);
    const onClose = () => fail(failure('closed', 'ECONNRESET'));
    socket.once('error', fail);
    socket.once('close', onClose);
    socket.once('secureConnect', () => {
      settle();
      resolve(socket);
    });
    signal.addEventListener('abort', onAbort, { once: true });
    if (signal.aborted) onAbort();
    function settle(): void {
      clearTimeout(timer);
      signal.removeEventListener('abort', onAbort);
      socket.removeListener('error', fail);
      socket.removeListener('close', onClose);
    }
    function fail(error: unknown): void {
      settle();
      // The failure is already reported, and a later error has no recipient.
      socket.on('error', () => undefined);
      socket.destroy();
      reject(error);
    }
  });
}

function failure(message: string, code: string): Error {
  return Object.assign(new Error(message), { code });
}
