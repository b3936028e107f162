import { IncomingMessage } from 'node:http';
import { ChunkJoiner } from './chunk-joiner.ts';

/**
 * The maximum number of consecutive tiny chunks. A peer that sends more, with less content than their own framing, is
 * attacking: a byte in a chunk of its own costs the gateway some hundred bytes, which are collected late, and time.
 * Servers that stream text send more tiny chunks than clients.
 */
const TINY_CHUNKS_LIMITS = { request: 256, answer: 2_048 } as const;
const TINY_BYTES = 16;

/**
 * Joins the chunks of a message's body before the message stores them, because each stored chunk costs some hundred
 * bytes for as long as the message waits. It replaces `push`, which the parser calls with each chunk and with null at
 * the end. `onTinyChunks` is called for a peer that sends only tiny chunks.
 */
export function joinChunks(
  message: IncomingMessage,
  kind: keyof typeof TINY_CHUNKS_LIMITS,
  onTinyChunks: () => void,
): void {
  const joiner = new ChunkJoiner();
  const push = (chunk: Buffer | null): boolean => IncomingMessage.prototype.push.call(message, chunk);
  let tinyChunks = 0;
  let scheduled = false;
  const flush = (): boolean => {
    const bytes = joiner.take();
    return bytes === undefined || push(bytes);
  };
  const flushLater = () => {
    scheduled = false;
    tinyChunks = 0;
    // Node resumes the socket when the message is read again.
    if (!flush()) message.socket?.pause();
  };
  message.push = (chunk: Buffer | null) => {
    if (chunk === null) {
      flush();
      return push(null);
    }
    if (chunk.length < TINY_BYTES && ++tinyChunks > TINY_CHUNKS_LIMITS[kind]) {
      onTinyChunks();
      return false;
    }
    joiner.add(chunk);
    if (joiner.isFull) return flush();
    // `setImmediate` instead of the next tick, because the parser may run that after each chunk.
    if (!scheduled) setImmediate(flushLater);
    scheduled = true;
    return true;
  };
}

/** A request of an agent. */
export class AgentRequest extends IncomingMessage {
  constructor(socket: IncomingMessage['socket']) {
    super(socket);
    joinChunks(this, 'request', () => socket.destroy());
  }
}
