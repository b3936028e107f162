/** Chunks of this size and above are forwarded unchanged. */
const LARGE_BYTES = 2 * 1024;
const SCRATCH_BYTES = 16 * 1024;

/**
 * Joins chunks that arrive close together. A message may arrive in chunks of one byte, each of which costs some hundred
 * bytes while it waits. Small chunks are copied together at once, so that none is held by itself.
 */
export class ChunkJoiner {
  #ready: Buffer[] = [];
  #scratch: Buffer | undefined;
  #used = 0;
  #bytes = 0;

  /** The size at which further waiting gains nothing. */
  get isFull(): boolean {
    return this.#bytes >= LARGE_BYTES;
  }

  get isEmpty(): boolean {
    return this.#ready.length === 0;
  }

  add(chunk: Buffer): void {
    this.#bytes += chunk.length;
    if (this.isEmpty || chunk.length >= LARGE_BYTES) {
      this.#seal();
      this.#ready.push(chunk);
      return;
    }
    if (this.#used + chunk.length > SCRATCH_BYTES) this.#seal();
    this.#scratch ??= Buffer.allocUnsafeSlow(SCRATCH_BYTES);
    this.#used += chunk.copy(this.#scratch, this.#used);
  }

  /** Returns all chunks since the last call as one; undefined when there were none. */
  take(): Buffer | undefined {
    this.#seal();
    const [first, ...more] = this.#ready;
    this.#ready = [];
    this.#bytes = 0;
    return first === undefined || more.length === 0 ? first : Buffer.concat([first, ...more]);
  }

  #seal(): void {
    if (this.#scratch === undefined) return;
    this.#ready.push(this.#scratch.subarray(0, this.#used));
    this.#scratch = undefined;
    this.#used = 0;
  }
}
