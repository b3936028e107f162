import type { LogLine } from '../../contract/logs.ts';

export type LogSource = Exclude<LogLine['source'], 'note'>;

const HEADER_BYTES = 8;
/** Stream types of the Engine API's multiplexed format: 0 stdin, 1 stdout, 2 stderr, 3 an error of the engine itself. */
const LAST_STREAM_TYPE = 3;

/** The bytes are not a multiplexed stream (the container has a TTY, or a proxy changed them). */
export class FramingError extends Error {}

/**
 * Splits the engine's multiplexed log and attach format: frames of an 8-byte header (stream type, three zero bytes,
 * big-endian payload length) and a payload. Chunks may end anywhere. Payloads are passed on as views of the chunk, and
 * a payload that spans chunks in several pieces, so nothing is copied or buffered.
 */
export class FrameReader {
  readonly #emit: (source: LogSource, payload: Uint8Array) => void;
  readonly #header = new Uint8Array(HEADER_BYTES);
  #headerBytes = 0;
  #payloadBytesLeft = 0;
  #source: LogSource = 'stdout';

  constructor(emit: (source: LogSource, payload: Uint8Array) => void) {
    this.#emit = emit;
  }

  /** Throws a `FramingError` when the bytes are not in this format. */
  push(chunk: Uint8Array): void {
    let at = 0;
    while (at < chunk.length) {
      if (this.#payloadBytesLeft > 0) {
        const end = Math.min(chunk.length, at + this.#payloadBytesLeft);
        this.#emit(this.#source, chunk.subarray(at, end));
        this.#payloadBytesLeft -= end - at;
        at = end;
      } else {
        const end = Math.min(chunk.length, at + HEADER_BYTES - this.#headerBytes);
        for (; at < end; at += 1) this.#header[this.#headerBytes++] = chunk[at] ?? 0;
        if (this.#headerBytes === HEADER_BYTES) this.#begin();
      }
    }
  }

  #begin(): void {
    const [type = 0, a = 0, b = 0, c = 0, ...length] = this.#header;
    if (type > LAST_STREAM_TYPE || a + b + c > 0) throw new FramingError('not a multiplexed stream');
    const [b3 = 0, b2 = 0, b1 = 0, b0 = 0] = length;
    this.#payloadBytesLeft = b3 * 0x1000000 + b2 * 0x10000 + b1 * 0x100 + b0;
    this.#source = type >= 2 ? 'stderr' : 'stdout';
    this.#headerBytes = 0;
  }
}
