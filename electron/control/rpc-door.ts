import type { IncomingMessage } from 'node:http';
import type { Duplex } from 'node:stream';
import { WebSocketServer } from 'ws';
import { RPC_PROTOCOL } from '../contract/wire.ts';
import { MAXIMUM_FRAME_BYTES } from '../lib/frame.ts';
import type { Port } from '../lib/port.ts';
import { webSocketPort } from './web-socket-port.ts';

/** Upgrades requests to WebSockets and passes their ports to `connect`. */
export class RpcDoor {
  readonly #server = new WebSocketServer({
    noServer: true,
    perMessageDeflate: false,
    maxPayload: MAXIMUM_FRAME_BYTES,
    handleProtocols: (protocols) => (protocols.has(RPC_PROTOCOL) ? RPC_PROTOCOL : false),
  });

  upgrade(request: IncomingMessage, socket: Duplex, head: Buffer, connect: (port: Port) => void): void {
    this.#server.handleUpgrade(request, socket, head, (webSocket) => connect(webSocketPort(webSocket)));
  }

  /** Closes every connection. */
  dispose(): void {
    for (const client of this.#server.clients) client.terminate();
    this.#server.close();
  }
}
