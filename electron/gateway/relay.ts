import { connect } from 'node:net';
import { RelayLink, type RelayRequest } from '../lib/relay/link.ts';
import { relayTargetSchema } from '../lib/relay/target.ts';
import { sameNetwork } from './addresses.ts';
import { runLink } from './run-link.ts';

const CONNECT_TIMEOUT_MS = 5_000;
/** The limit of simultaneous connections of all agents; each may hold two windows. */
const CONNECTIONS_LIMIT = 256;

export interface RelaySurroundings {
  /** The container's own addresses with their netmasks. */
  ownAddresses(): ReadonlyMap<string, string>;
}

/**
 * Answers one end of a relay link: it connects to agents' ports for the person's machine and listens on nothing. A
 * target must lie on the network of the own address that it names, and must be an agent. So nothing leads to the
 * internet, from one agent's network to another's, or back to the gateway.
 */
export function serveRelay(environment: RelaySurroundings, send: (bytes: Uint8Array) => void): RelayLink {
  const link: RelayLink = new RelayLink({
    send,
    onRequest: (request) => {
      if (link.size > CONNECTIONS_LIMIT) request.refuse('too-many');
      else connectTo(request, environment.ownAddresses());
    },
  });
  return link;
}

function connectTo(request: RelayRequest, ownAddresses: ReadonlyMap<string, string>): void {
  const target = readTarget(request.target);
  const netmask = target && ownAddresses.get(target.from);
  if (
    !target ||
    !netmask ||
    ownAddresses.has(target.address) ||
    !sameNetwork(target.address, target.from, netmask)
  ) {
    request.refuse('forbidden');
    return;
  }
  const { address, port, from } = target;
  const socket = connect({ host: address, port, localAddress: from, allowHalfOpen: true, noDelay: true });
  const refuse = (why: string) => {
    socket.destroy();
    request.refuse(why);
  };
  const onAbort = () => socket.destroy();
  const onError = (error: NodeJS.ErrnoException) => refuse(error.code ?? 'failed');
  request.signal.addEventListener('abort', onAbort, { once: true });
  socket.setTimeout(CONNECT_TIMEOUT_MS, () => refuse('ETIMEDOUT'));
  socket.once('error', onError);
  socket.once('connect', () => {
    request.signal.removeEventListener('abort', onAbort);
    socket.setTimeout(0);
    socket.removeAllListeners('timeout');
    socket.removeListener('error', onError);
    request.accept(socket);
  });
}

function readTarget(text: string) {
  try {
    return relayTargetSchema.parse(JSON.parse(text));
  } catch {
    // The caller refuses an unreadable target as forbidden.
    return undefined;
  }
}

/**
 * The relay as a separate program, run by an exec: it reads frames from stdin and writes frames to stdout until stdin
 * ends.
 */
export function runRelay(environment: RelaySurroundings): void {
  runLink((send) => serveRelay(environment, send));
}
