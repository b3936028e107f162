import type { Clock } from '../../lib/clock.ts';

/** A message a chunk would be many and small; this long is not felt while typing. */
export const COALESCE_MS = 4;
/** Measured: from 64 KiB on, larger messages bring little. */
export const COALESCE_BYTES = 64 * 1024;

/**
 * Makes few large chunks of many small ones. What comes after a pause goes out at once, so that the echo of a key
 * does not wait; what follows within `COALESCE_MS` is collected. Every byte is emitted once, in order.
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

  /** Sends what is there now; call it when the source has ended. */
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

/** One plain array with a buffer of its own: a view of a pooled Buffer would be cloned with the whole pool. */
function joined(chunks: Uint8Array[], length: number): Uint8Array<ArrayBuffer> {
  const bytes = new Uint8Array(length);
  let at = 0;
  for (const chunk of chunks) {
    bytes.set(chunk, at);
    at += chunk.length;
  }
  return bytes;
}
