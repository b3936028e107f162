import type { Duplex } from 'node:stream';
import { decodeFrame, encodeFrame } from '../lib/frame.ts';
import type { Port } from '../lib/port.ts';

/** Only events can reach this limit, if a client reads nothing. Streams pause at their own limits long before. */
export const MAXIMUM_WAITING_BYTES = 64 * 1024 * 1024;
/** A message's length, before the message. */
const HEADER_BYTES = 4;

/**
 * The contract's port over a connection of bytes, for either end; `head` was read from it before. Messages that arrive
 * before `onMessage` wait for it. The port disconnects a peer that sends anything else, or more than `maximumBytes` in a
 * message, or that stops reading.
 */
export function framedPort(socket: Duplex, head: Uint8Array, maximumBytes: number): Port {
  let receive: ((message: unknown) => void) | undefined;
  const backlog: unknown[] = [];
  const messages = new MessageReader(maximumBytes, (message) => {
    if (receive) receive(message);
    else backlog.push(message);
  });
  const read = (chunk: Uint8Array) => {
    try {
      messages.push(chunk);
    } catch {
      socket.destroy();
    }
  };
  socket.on('data', read);
  socket.on('end', () => socket.destroy());
  // A broken connection also closes, so its error adds nothing.
  socket.on('error', () => socket.destroy());
  read(head);
  return {
    post: (message) => postFrame(socket, message),
    onMessage: (listener) => {
      receive = listener;
      for (const message of backlog.splice(0)) listener(message);
    },
    onClose: (listener) => onClosed(socket, listener),
    close: () => socket.end(() => socket.destroy()),
  };
}

/** Sends a message; disconnects a peer that stopped reading. */
export function postFrame(socket: Duplex, message: unknown): void {
  if (!socket.writable) return;
  if (socket.writableLength > MAXIMUM_WAITING_BYTES) socket.destroy();
  else send(socket, encodeFrame(message));
}

/** Calls the listener when the connection has ended, at once if it has already. */
export function onClosed(socket: Duplex, listener: () => void): void {
  if (socket.closed) listener();
  else socket.on('close', () => listener());
}

function send(socket: Duplex, message: Uint8Array): void {
  const header = Buffer.allocUnsafe(HEADER_BYTES);
  header.writeUInt32BE(message.length);
  socket.cork();
  socket.write(header);
  socket.write(message);
  socket.uncork();
}

/** Joins chunks, which may end anywhere, to messages. */
class MessageReader {
  readonly #maximumBytes: number;
  readonly #onMessage: (message: unknown) => void;
  #chunks: Uint8Array[] = [];
  #bytes = 0;
  #needed = HEADER_BYTES;

  constructor(maximumBytes: number, onMessage: (message: unknown) => void) {
    this.#maximumBytes = maximumBytes;
    this.#onMessage = onMessage;
  }

  /** Throws when the bytes are no messages. */
  push(chunk: Uint8Array): void {
    this.#chunks.push(chunk);
    this.#bytes += chunk.length;
    // A long message is joined once, not with each of its chunks.
    if (this.#bytes < this.#needed) return;
    let joined = Buffer.concat(this.#chunks);
    for (;;) {
      this.#needed = HEADER_BYTES + (joined.length < HEADER_BYTES ? 0 : joined.readUInt32BE());
      if (this.#needed > HEADER_BYTES + this.#maximumBytes) throw new Error('a message is too long');
      if (joined.length < HEADER_BYTES || joined.length < this.#needed) break;
      const message = decodeFrame(joined.subarray(HEADER_BYTES, this.#needed));
      joined = joined.subarray(this.#needed);
      this.#onMessage(message);
    }
    this.#chunks = [joined];
    this.#bytes = joined.length;
  }
}
