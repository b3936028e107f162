import type { IncomingMessage } from 'node:http';
import type { Duplex } from 'node:stream';
import { WebSocketServer } from 'ws';
import type { Clock } from '../../lib/clock.ts';
import { problemMessage } from './console-route.ts';
import { HttpRefusal } from './problem.ts';
import type { RouteRequest, WebSocketRoute } from './route.ts';
import { ServedWebSocket } from './web-socket-connection.ts';

/** The longest frame of a client. */
const MAXIMUM_FRAME_BYTES = 256 * 1024;
/** Connections of one caller at once. */
const MAXIMUM_CONNECTIONS = 64;

/** A request to change the protocol of its connection. */
export interface Upgrade {
  readonly request: IncomingMessage;
  readonly socket: Duplex;
  readonly head: Buffer;
}

/** Serves routes over WebSockets to callers that were admitted. */
export class WebSocketDoor {
  readonly #clock: Clock;
  readonly #connections = new Map<string, number>();
  readonly #server = new WebSocketServer({
    noServer: true,
    perMessageDeflate: false,
    maxPayload: MAXIMUM_FRAME_BYTES,
  });

  constructor(clock: Clock) {
    this.#clock = clock;
  }

  /**
   * Accepts the connection once the route has found what it needs, and resolves when it has closed. Rejects before that
   * as the route does, and with an `HttpRefusal` (429) when the caller has too many connections.
   */
  async serve(
    route: WebSocketRoute,
    parsed: Omit<RouteRequest, 'signal'>,
    upgrade: Upgrade,
    opened: () => void,
  ): Promise<void> {
    const caller = parsed.caller.name;
    const open = this.#connections.get(caller) ?? 0;
    if (open >= MAXIMUM_CONNECTIONS) throw new HttpRefusal(429, 'Too many consoles are open.');
    this.#connections.set(caller, open + 1);
    const closing = new AbortController();
    upgrade.socket.once('close', () => closing.abort(new Error('the client has gone')));
    try {
      const run = await route.prepare({ ...parsed, signal: closing.signal });
      if (closing.signal.aborted) return;
      const connection = await this.#accept(upgrade);
      opened();
      try {
        await run(connection);
        connection.close('done');
      } catch (error) {
        connection.sendJson(problemMessage(error));
        connection.close('failed');
      }
    } finally {
      const left = (this.#connections.get(caller) ?? 1) - 1;
      if (left > 0) this.#connections.set(caller, left);
      else this.#connections.delete(caller);
    }
  }

  #accept({ request, socket, head }: Upgrade): Promise<ServedWebSocket> {
    return new Promise((resolve) => {
      this.#server.handleUpgrade(request, socket, head, (webSocket) =>
        resolve(new ServedWebSocket(webSocket, this.#clock)),
      );
    });
  }

  /** Closes every connection. */
  dispose(): void {
    for (const client of this.#server.clients) client.terminate();
    this.#server.close();
  }
}
