import { IncomingMessage } from 'node:http';
import { ChunkJoiner } from './chunk-joiner.ts';

/**
 * A client that sends this many chunks at once, of fewer bytes than each takes to describe, is attacking: a byte that
 * comes as a chunk costs the gateway some hundred, which are collected only later.
 */
const TINY_CHUNKS_LIMIT = 256;
const TINY_BYTES = 16;

/** A request of an agent. What one read from its connection brings of the body is one chunk, while it waits as well. */
export class AgentRequest extends IncomingMessage {
  readonly #joiner = new ChunkJoiner();
  #tinyChunks = 0;

  /** Called by the parser with each chunk, and with null at the end. */
  override push(chunk: Buffer | null): boolean {
    if (chunk === null) {
      this.#flush();
      return super.push(null);
    }
    if (chunk.length < TINY_BYTES && ++this.#tinyChunks > TINY_CHUNKS_LIMIT) {
      this.socket.destroy();
      return false;
    }
    if (this.#joiner.isEmpty) process.nextTick(() => this.#flush());
    this.#joiner.add(chunk);
    return true;
  }

  #flush(): void {
    this.#tinyChunks = 0;
    const bytes = this.#joiner.take();
    if (bytes !== undefined && !super.push(bytes)) this.socket.pause(); // reading on resumes it
  }
}
