import type { Socket } from 'node:net';
import { ProxyFailure } from './proxy-failure.ts';

/**
 * Reads from a socket until `take` has found a whole message, and puts back what follows it: a server that speaks first
 * may have sent that already. Rejects with a `ProxyFailure` when the proxy ends first, or with the signal's reason.
 * @param take returns the message and its length; undefined: more bytes are needed
 */
export function readMessage<T>(
  socket: Socket,
  take: (bytes: Buffer) => { value: T; length: number } | undefined,
  signal: AbortSignal,
): Promise<T> {
  return new Promise((resolve, reject) => {
    let received: Buffer = Buffer.alloc(0);
    const settle = () => {
      socket.removeListener('readable', onReadable);
      socket.removeListener('error', onEnd);
      socket.removeListener('end', onEnd);
      socket.removeListener('close', onEnd);
      signal.removeEventListener('abort', onAbort);
    };
    const fail = (error: unknown) => {
      settle();
      reject(error);
    };
    const onEnd = () => fail(new ProxyFailure('proxy-failed'));
    const onAbort = () => fail(signal.reason);
    // Reading piece by piece leaves the socket as it was, so that a later reader gets what follows.
    const onReadable = () => {
      const chunk: Buffer | null = socket.read();
      if (chunk === null) return;
      received = Buffer.concat([received, chunk]);
      let found: { value: T; length: number } | undefined;
      try {
        found = take(received);
      } catch (error) {
        return fail(error);
      }
      if (found === undefined) return onReadable();
      settle();
      const rest = received.subarray(found.length);
      if (rest.length > 0) socket.unshift(rest);
      resolve(found.value);
    };
    socket.on('readable', onReadable);
    socket.once('error', onEnd);
    socket.once('end', onEnd);
    socket.once('close', onEnd);
    signal.addEventListener('abort', onAbort, { once: true });
    if (signal.aborted) onAbort();
  });
}
