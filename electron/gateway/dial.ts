import { connect as connectTcp, type OnReadOpts, type Socket } from 'node:net';

const CONNECT_TIMEOUT_MS = 10_000;

interface DialOptions {
  readonly allowHalfOpen?: boolean;
  readonly onread?: OnReadOpts | undefined;
}

/**
 * Connects to the first address that answers; a socket opened with `onread` is paused. Rejects with the last error, or
 * with the signal's reason.
 */
export async function dial(
  addresses: readonly string[],
  port: number,
  signal: AbortSignal,
  options: DialOptions = {},
): Promise<Socket> {
  let lastError: unknown = new Error('no address');
  for (const address of addresses) {
    signal.throwIfAborted();
    try {
      return await dialOne(address, port, signal, options);
    } catch (error) {
      lastError = error;
    }
  }
  throw lastError;
}

function dialOne(host: string, port: number, signal: AbortSignal, options: DialOptions): Promise<Socket> {
  return new Promise((resolve, reject) => {
    const socket = connectTcp({ host, port, noDelay: true, ...options });
    // An unpaused socket would read before its consumer is attached.
    if (options.onread !== undefined) socket.pause();
    const timer = setTimeout(() => fail(dialTimeout()), CONNECT_TIMEOUT_MS);
    const onAbort = () => fail(signal.reason);
    signal.addEventListener('abort', onAbort, { once: true });
    socket.once('connect', () => {
      settle();
      resolve(socket);
    });
    socket.once('error', fail);
    function settle(): void {
      clearTimeout(timer);
      signal.removeEventListener('abort', onAbort);
      socket.removeListener('error', fail);
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

function dialTimeout(): Error {
  return Object.assign(new Error('The connection took too long.'), { code: 'ETIMEDOUT' });
}
