import type { IncomingMessage } from 'node:http';
import type { Duplex } from 'node:stream';
import { type WebSocket, WebSocketServer } from 'ws';
import { RPC_PROTOCOL } from '../contract/rpc-protocol.ts';
import type { Clock } from '../lib/clock.ts';
import { MAXIMUM_FRAME_BYTES } from '../lib/frame.ts';
import type { Port } from '../lib/port.ts';
import { webSocketPort } from './web-socket-port.ts';

/** A client over a network must answer within this time, which also keeps tunnels and proxies open. */
export const ANSWER_WITHIN_MS = 30_000;

/** Upgrades requests of browsers to WebSockets and passes their ports to `connect`. */
export class RpcDoor {
  readonly #pings: Clock | undefined;
  readonly #server = new WebSocketServer({
    noServer: true,
    perMessageDeflate: false,
    maxPayload: MAXIMUM_FRAME_BYTES,
    handleProtocols: (protocols) => (protocols.has(RPC_PROTOCOL) ? RPC_PROTOCOL : false),
  });

  /** With `pings`, a client is disconnected when it no longer answers, such as a tablet that went away. */
  constructor(pings?: Clock) {
    this.#pings = pings;
  }

  upgrade(request: IncomingMessage, socket: Duplex, head: Buffer, connect: (port: Port) => void): void {
    this.#server.handleUpgrade(request, socket, head, (webSocket) => {
      if (this.#pings) keepAlive(webSocket, this.#pings);
      connect(webSocketPort(webSocket));
    });
  }

  /** Closes every connection. */
  dispose(): void {
    for (const client of this.#server.clients) client.terminate();
    this.#server.close();
  }
}

function keepAlive(socket: WebSocket, clock: Clock): void {
  let answered = true;
  let cancel = () => {};
  const ping = () => {
    if (!answered) return socket.terminate();
    answered = false;
    socket.ping();
    cancel = clock.after(ANSWER_WITHIN_MS, ping);
  };
  cancel = clock.after(ANSWER_WITHIN_MS, ping);
  socket.on('pong', () => {
    answered = true;
  });
  socket.on('close', () => cancel());
}
