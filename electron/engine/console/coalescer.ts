import type { Clock } from '../../lib/clock.ts';

/** Sending each chunk alone makes many small messages. A person who types does not notice this delay. */
export const COALESCE_MS = 4;
/** Measured: from 64 KiB on, larger messages bring little. */
export const COALESCE_BYTES = 64 * 1024;

/**
 * Joins many small chunks into few large ones. The first chunk after a pause is sent at once, so that the echo of a key
 * does not wait; chunks that follow within `COALESCE_MS` are collected. Every byte is emitted once, in order.
 */
export class Coalescer {
  readonly #clock: Clock;
  readonly #emit: (bytes: Uint8Array<ArrayBuffer>) => void;
  #chunks: Uint8Array[] = [];
  #bytes = 0;
  #cancelTimer: (() => void) | undefined;

  constructor(options: { clock: Clock; emit: (bytes: Uint8Array<ArrayBuffer>) => void }) {
    this.#clock = options.clock;
    this.#emit = options.emit;
  }

  add(chunk: Uint8Array): void {
    if (chunk.length === 0) return;
    this.#chunks.push(chunk);
    this.#bytes += chunk.length;
    // No timer: nothing went out within the last interval.
    if (!this.#cancelTimer || this.#bytes >= COALESCE_BYTES) this.flush();
  }

  /** Sends the collected bytes now. Call it when the source has ended. */
  flush(): void {
    this.#cancelTimer?.();
    this.#cancelTimer = undefined;
    if (this.#bytes === 0) return;
    const bytes = joined(this.#chunks, this.#bytes);
    this.#chunks = [];
    this.#bytes = 0;
    this.#cancelTimer = this.#clock.after(COALESCE_MS, () => this.flush());
    this.#emit(bytes);
  }

  /** Stops the timer; call it after the last `flush`. */
  dispose(): void {
    this.#cancelTimer?.();
    this.#cancelTimer = undefined;
  }
}

/** Copies into a new buffer, because posting a view of a pooled Buffer clones the whole pool. */
function joined(chunks: Uint8Array[], length: number): Uint8Array<ArrayBuffer> {
  const bytes = new Uint8Array(length);
  let at = 0;
  for (const chunk of chunks) {
    bytes.set(chunk, at);
    at += chunk.length;
  }
  return bytes;
}
