import { IncomingMessage } from 'node:http';
import { ChunkJoiner } from './chunk-joiner.ts';

/**
 * How many tiny chunks may come at once. A peer that sends more, of fewer bytes than each takes to describe, is
 * attacking: a byte that comes as a chunk costs the gateway some hundred, which are collected only later, and time.
 * Servers that stream text send more of them than clients.
 */
const TINY_CHUNKS_LIMITS = { request: 256, answer: 2_048 } as const;
const TINY_BYTES = 16;

/**
 * Joins the chunks of a message's body as the parser brings them, before the message stores them: each would cost some
 * hundred bytes for as long as the message waits. Replaces `push`, which the parser calls with each chunk and with null
 * at the end. `onTinyChunks` is called for a peer that does nothing but send tiny chunks.
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
    if (!flush()) message.socket?.pause(); // reading on resumes it
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
    // Not in the next tick: the parser may let that run after each chunk.
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
