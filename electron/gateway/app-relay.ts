import { createServer, type Server } from 'node:net';
import { APP_PORT } from '../contract/mcp-grant.ts';
import { RelayLink } from '../lib/relay/link.ts';
import { runLink } from './run-link.ts';

/** Only the gateway itself reaches the loopback of its container. */
export const APP_ADDRESS = '127.0.0.1';
/** The limit of simultaneous connections of all agents; each may hold two windows. */
const CONNECTIONS_LIMIT = 64;

/** Carries each connection to the app, which accepts or refuses it. The caller makes the server listen. */
export function createAppRelay(link: RelayLink): Server {
  const server = createServer({ allowHalfOpen: true, noDelay: true, pauseOnConnect: true }, (socket) => {
    socket.on('error', () => socket.destroy());
    // A refused connection has nobody at its other end.
    link.open('app', socket).catch(() => socket.destroy());
  });
  server.maxConnections = CONNECTIONS_LIMIT;
  return server;
}

/**
 * The relay to the app as a separate program, run by an exec: it carries connections of the gateway over stdin and stdout
 * until stdin ends.
 */
export function runAppRelay(): void {
  runLink((send) => {
    const link = new RelayLink({ send });
    createAppRelay(link).listen(APP_PORT, APP_ADDRESS);
    return link;
  });
}
