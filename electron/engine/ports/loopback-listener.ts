import { once } from 'node:events';
import { type AddressInfo, createServer, type Server, type Socket } from 'node:net';
import { errorCode } from './error-code.ts';

/** Limit of connections per port, which is for one person at this machine. */
const CONNECTIONS_LIMIT = 128;
const ANY_PORT_TRIES = 5;

export interface LoopbackListener {
  readonly port: number;
  close(): void;
}

/** The port is in use; `port` is the requested one. */
export class PortInUse extends Error {
  readonly port: number;

  constructor(port: number) {
    super(`port ${port} is in use`);
    this.port = port;
  }
}

/**
 * Listens only on 127.0.0.1 and, where the machine has it, ::1. With `hostPort` null, uses `preferred` if it is free,
 * or else any port. Rejects with `PortInUse`, or with the error of `listen`.
 */
export async function listenOnLoopback(
  hostPort: number | null,
  preferred: number,
  onConnection: (socket: Socket) => void,
): Promise<LoopbackListener> {
  if (hostPort !== null) return await listenOnBoth(hostPort, onConnection);
  let lastError: unknown;
  for (let tried = 0; tried < ANY_PORT_TRIES; tried += 1) {
    try {
      return await listenOnBoth(tried === 0 ? preferred : 0, onConnection);
    } catch (error) {
      // Ports below 1024 may need rights that the person lacks; then any other port is used.
      if (!(error instanceof PortInUse) && errorCode(error) !== 'EACCES') throw error;
      lastError = error;
    }
  }
  throw lastError;
}

async function listenOnBoth(port: number, onConnection: (socket: Socket) => void): Promise<LoopbackListener> {
  const first = await listenOn('127.0.0.1', port, onConnection);
  const bound = (first.address() as AddressInfo).port;
  try {
    const second = await listenOn('::1', bound, onConnection);
    return { port: bound, close: () => [first, second].forEach((server) => void server.close()) };
  } catch (error) {
    if (['EADDRNOTAVAIL', 'EAFNOSUPPORT', 'EINVAL'].includes(errorCode(error)))
      // The machine has no IPv6.
      return { port: bound, close: () => void first.close() };
    first.close();
    throw error;
  }
}

async function listenOn(host: string, port: number, onConnection: (socket: Socket) => void): Promise<Server> {
  const server = createServer({ allowHalfOpen: true, pauseOnConnect: true, noDelay: true }, onConnection);
  server.maxConnections = CONNECTIONS_LIMIT;
  server.listen({ host, port, exclusive: true });
  try {
    await once(server, 'listening');
  } catch (error) {
    if (errorCode(error) === 'EADDRINUSE') throw new PortInUse(port);
    throw error;
  }
  return server;
}
