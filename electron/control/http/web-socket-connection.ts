import type { WebSocket } from 'ws';
import type { Clock } from '../../lib/clock.ts';
import type { WebSocketConnection } from './route.ts';

const PING_MS = 15_000;
/** Close codes of RFC 6455. */
const CLOSE_NORMAL = 1000;
const CLOSE_POLICY = 1008;
const CLOSE_FAILED = 1011;

/**
 * A client's WebSocket with flow control in both directions: output waits until the client reads, and input waits
 * in the client until the agent takes it. A client that answers no ping is disconnected.
 */
export class ServedWebSocket implements WebSocketConnection {
  readonly #socket: WebSocket;
  readonly #clock: Clock;
  #isAlive = true;
  #stopPing: () => void = () => undefined;

  constructor(socket: WebSocket, clock: Clock) {
    this.#socket = socket;
    this.#clock = clock;
    // Messages wait in the socket until the route listens.
    socket.pause();
    // A broken connection also closes, so its error adds nothing.
    socket.on('error', () => socket.terminate());
    socket.on('pong', () => {
      this.#isAlive = true;
    });
    socket.on('close', () => this.#stopPing());
    this.#ping();
  }

  onMessage(listener: (message: Uint8Array<ArrayBuffer> | string) => Promise<void> | void): void {
    this.#socket.on('message', (data: Buffer, isBinary) => {
      const handled = listener(isBinary ? new Uint8Array(data) : data.toString('utf8'));
      if (handled === undefined) return;
      this.#socket.pause();
      void handled.finally(() => this.#socket.resume());
    });
    this.#socket.resume();
  }

  /** Resolves when the client can receive more, or has disconnected. */
  sendBytes(bytes: Uint8Array): Promise<void> {
    return new Promise((resolve) => {
      if (this.#socket.readyState !== this.#socket.OPEN) resolve();
      else this.#socket.send(bytes, () => resolve());
    });
  }

  sendJson(message: unknown): void {
    if (this.#socket.readyState === this.#socket.OPEN) this.#socket.send(JSON.stringify(message));
  }

  refuse(reason: string): void {
    this.#socket.close(CLOSE_POLICY, reason.slice(0, 100));
  }

  close(outcome: 'done' | 'failed'): void {
    // A paused socket does not read the client's half of the closing handshake.
    this.#socket.resume();
    this.#socket.close(outcome === 'done' ? CLOSE_NORMAL : CLOSE_FAILED);
  }

  #ping(): void {
    this.#stopPing = this.#clock.after(PING_MS, () => {
      // A client whose input waits cannot be heard.
      if (!this.#isAlive && !this.#socket.isPaused) {
        this.#socket.terminate();
        return;
      }
      this.#isAlive = false;
      this.#socket.ping();
      this.#ping();
    });
  }
}
