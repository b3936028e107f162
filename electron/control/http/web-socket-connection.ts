import type { WebSocket } from 'ws';
import type { Clock } from '../../lib/clock.ts';
import type { WebSocketConnection } from './route.ts';

const PING_MS = 15_000;
/** Input that a client may send per second and in one burst: no person types and no program pastes more. */
const INPUT_BYTES_PER_SECOND = 1024 * 1024;
const INPUT_BURST_BYTES = 4 * 1024 * 1024;

/** Close codes of RFC 6455. */
const CLOSE_NORMAL = 1000;
const CLOSE_POLICY = 1008;
const CLOSE_FAILED = 1011;

/**
 * A client's WebSocket with flow control in both directions: output waits until the client reads, and input faster than
 * the limit waits in the client. A client that answers no ping is disconnected.
 */
export class ServedWebSocket implements WebSocketConnection {
  readonly #socket: WebSocket;
  readonly #clock: Clock;
  #left = INPUT_BURST_BYTES;
  #countedAt: number;
  #isAlive = true;
  #stopTimers: (() => void)[] = [];

  constructor(socket: WebSocket, clock: Clock) {
    this.#socket = socket;
    this.#clock = clock;
    this.#countedAt = clock.now();
    // Messages wait in the socket until the route listens.
    socket.pause();
    // A broken connection also closes, so its error adds nothing.
    socket.on('error', () => socket.terminate());
    socket.on('pong', () => {
      this.#isAlive = true;
    });
    socket.on('close', () => {
      for (const stop of this.#stopTimers) stop();
    });
    this.#ping();
  }

  onMessage(listener: (message: Uint8Array<ArrayBuffer> | string) => void): void {
    this.#socket.on('message', (data: Buffer, isBinary) => {
      this.#count(data.length);
      listener(isBinary ? new Uint8Array(data) : data.toString('utf8'));
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

  #count(bytes: number): void {
    const now = this.#clock.now();
    const regained = ((now - this.#countedAt) / 1000) * INPUT_BYTES_PER_SECOND;
    this.#left = Math.min(INPUT_BURST_BYTES, this.#left + regained) - bytes;
    this.#countedAt = now;
    if (this.#left >= 0 || this.#socket.isPaused) return;
    this.#socket.pause();
    const resumeAfterMs = Math.ceil((-this.#left / INPUT_BYTES_PER_SECOND) * 1000);
    this.#stopTimers.push(this.#clock.after(resumeAfterMs, () => this.#socket.resume()));
  }

  #ping(): void {
    const stop = this.#clock.after(PING_MS, () => {
      this.#stopTimers = this.#stopTimers.filter((other) => other !== stop);
      // A client that is paused for its input cannot be heard.
      if (!this.#isAlive && !this.#socket.isPaused) {
        this.#socket.terminate();
        return;
      }
      this.#isAlive = false;
      this.#socket.ping();
      this.#ping();
    });
    this.#stopTimers.push(stop);
  }
}
