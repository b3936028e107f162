import { Socket } from 'node:net';
import type { Duplex } from 'node:stream';
import { assertNever } from '../assert-never.ts';
import { FRAME, type FrameType, frameHeader, RelayFrames } from './frames.ts';

/** The most bytes in flight in one direction of a connection. A sender may exceed it by one chunk. */
const WINDOW_BYTES = 512 * 1024;
/** The receiver returns credit in steps of this size, not for every chunk. */
const CREDIT_STEP_BYTES = 128 * 1024;
/** The time to write pending data after the other side has closed. */
const FLUSH_WITHIN_MS = 30_000;

const LINK_CLOSED = 'link-closed';

/** A refused connection; the message is the reason that the other side sent. */
export class RelayRefused extends Error {}

export interface RelayRequest {
  /** The target that the other side requested, unparsed. */
  readonly target: string;
  /** Accepts the request with a connected stream. */
  accept(socket: Duplex): void;
  refuse(why: string): void;
  /** Aborts when the other side cancels the request. */
  readonly signal: AbortSignal;
}

interface Waiting {
  readonly socket: Duplex;
  resolve(): void;
  reject(error: Error): void;
}

/**
 * Many TCP connections over one pair of byte streams, with a window for each, so that a slow connection neither blocks
 * the others nor fills memory. Both ends run the same code; one requests (`open`), the other answers (`onRequest`).
 */
export class RelayLink {
  readonly #send: (bytes: Uint8Array) => void;
  readonly #onRequest: (request: RelayRequest) => void;
  readonly #frames = new RelayFrames((type, id, payload) => this.#frame(type, id, payload));
  readonly #joined = new Map<number, Joined>();
  readonly #waiting = new Map<number, Waiting>();
  readonly #requested = new Map<number, AbortController>();
  #nextId = 1;
  #closed = false;

  /** `send` must keep the order; the windows bound the bytes in flight. */
  constructor(options: { send(bytes: Uint8Array): void; onRequest?(request: RelayRequest): void }) {
    this.#send = (bytes) => options.send(bytes);
    this.#onRequest = (request) => (options.onRequest ?? refuseAll)(request);
  }

  /** Connections that are open or being made. */
  get size(): number {
    return this.#joined.size + this.#waiting.size + this.#requested.size;
  }

  /** Connects `socket` to the target through the other side. Rejects with `RelayRefused`; the socket is then untouched. */
  open(target: string, socket: Duplex): Promise<void> {
    if (this.#closed) return Promise.reject(new RelayRefused(LINK_CLOSED));
    const id = this.#nextId++;
    return new Promise((resolve, reject) => {
      const onClose = () => {
        if (!this.#waiting.delete(id)) return;
        this.#write(FRAME.close, id);
        reject(new RelayRefused('given-up'));
      };
      socket.once('close', onClose);
      const settled = (act: () => void) => {
        socket.removeListener('close', onClose);
        act();
      };
      this.#waiting.set(id, {
        socket,
        resolve: () => settled(resolve),
        reject: (error) => settled(() => reject(error)),
      });
      this.#write(FRAME.open, id, Buffer.from(target));
    });
  }

  /** Processes bytes from the other side. Throws when they are not a link's. */
  push(bytes: Uint8Array): void {
    if (!this.#closed) this.#frames.push(bytes);
  }

  /** Ends the link and every connection over it. */
  close(): void {
    if (this.#closed) return;
    this.#closed = true;
    for (const joined of this.#joined.values()) joined.socket.destroy();
    for (const waiting of this.#waiting.values()) waiting.reject(new RelayRefused(LINK_CLOSED));
    for (const controller of this.#requested.values()) controller.abort();
    this.#joined.clear();
    this.#waiting.clear();
    this.#requested.clear();
  }

  #frame(type: FrameType, id: number, payload: Buffer): void {
    switch (type) {
      case FRAME.open:
        this.#requestedBy(id, payload.toString());
        break;
      case FRAME.opened:
        this.#opened(id);
        break;
      case FRAME.close:
        this.#closedBy(id, payload.toString());
        break;
      case FRAME.data:
        this.#joined.get(id)?.receive(payload);
        break;
      case FRAME.end:
        this.#joined.get(id)?.socket.end();
        break;
      case FRAME.credit:
        this.#joined.get(id)?.credit(payload.readUInt32BE(0));
        break;
      default:
        assertNever(type);
    }
  }

  #opened(id: number): void {
    const waiting = this.#waiting.get(id);
    if (!waiting) return;
    this.#waiting.delete(id);
    this.#join(id, waiting.socket);
    waiting.resolve();
  }

  #closedBy(id: number, why: string): void {
    const waiting = this.#waiting.get(id);
    this.#waiting.delete(id);
    waiting?.reject(new RelayRefused(why));
    this.#requested.get(id)?.abort();
    this.#requested.delete(id);
    const joined = this.#joined.get(id);
    this.#joined.delete(id);
    joined?.finish();
  }

  #requestedBy(id: number, target: string): void {
    const controller = new AbortController();
    this.#requested.set(id, controller);
    this.#onRequest({
      target,
      signal: controller.signal,
      accept: (socket) => {
        if (!this.#requested.delete(id)) {
          socket.destroy();
          return;
        }
        this.#write(FRAME.opened, id);
        this.#join(id, socket);
      },
      refuse: (why) => {
        if (this.#requested.delete(id)) this.#write(FRAME.close, id, Buffer.from(why));
      },
    });
  }

  #join(id: number, socket: Duplex): void {
    this.#joined.set(
      id,
      new Joined(
        socket,
        (type, payload) => this.#write(type, id, payload),
        () => this.#joined.delete(id),
      ),
    );
  }

  #write(type: FrameType, id: number, payload: Uint8Array = Buffer.alloc(0)): void {
    if (this.#closed) return;
    this.#send(frameHeader(type, id, payload.length));
    if (payload.length > 0) this.#send(payload);
  }
}

/** A socket of this side, connected to a socket of the other side. */
class Joined {
  readonly socket: Duplex;
  readonly #write: (type: FrameType, payload?: Uint8Array) => void;
  /** Bytes that may still be sent. */
  #window = WINDOW_BYTES;
  /** Bytes written since credit was last returned. */
  #unreturnedBytes = 0;

  constructor(
    socket: Duplex,
    write: (type: FrameType, payload?: Uint8Array) => void,
    /** False when the other side closed first. */
    onClose: () => boolean,
  ) {
    this.socket = socket;
    this.#write = write;
    socket.on('data', (chunk: Buffer) => {
      write(FRAME.data, chunk);
      this.#window -= chunk.length;
      if (this.#window <= 0) socket.pause();
    });
    socket.once('end', () => write(FRAME.end));
    socket.on('error', () => socket.destroy());
    socket.once('close', () => {
      if (onClose()) write(FRAME.close);
    });
    socket.resume();
  }

  receive(bytes: Buffer): void {
    this.socket.write(bytes, () => {
      this.#unreturnedBytes += bytes.length;
      if (this.#unreturnedBytes < CREDIT_STEP_BYTES) return;
      const credit = Buffer.allocUnsafe(4);
      credit.writeUInt32BE(this.#unreturnedBytes);
      this.#unreturnedBytes = 0;
      this.#write(FRAME.credit, credit);
    });
  }

  credit(bytes: number): void {
    const blocked = this.#window <= 0;
    this.#window += bytes;
    if (blocked && this.#window > 0) this.socket.resume();
  }

  /** Writes the data received before the other side closed, then closes the socket. */
  finish(): void {
    const { socket } = this;
    if (socket instanceof Socket) socket.setTimeout(FLUSH_WITHIN_MS, () => socket.destroy());
    socket.resume();
    if (socket.writableFinished) socket.destroy();
    else socket.once('finish', () => socket.destroy()).end();
  }
}

function refuseAll(request: RelayRequest): void {
  request.refuse('not-served');
}
