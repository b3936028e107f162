import { formatBytes } from '../../contract/sizes.ts';

/** Lines are cut at this length in bytes, which bounds their memory. Saved logs are never cut. */
export const MAXIMUM_LINE_BYTES = 1024 * 1024;

/** Follows a cut line. `restBytes`: what is missing. */
export function cutMark(restBytes: number): string {
  return `… [${formatBytes(restBytes)} more are cut off here: Save logs has them]`;
}

const NEWLINE = 10;

/**
 * Assembles lines from one output stream's bytes. Decodes only at line ends, so that a character split across chunks
 * stays whole; `\r\n` counts as one line end; invalid UTF-8 becomes U+FFFD.
 */
export class LineAssembler {
  readonly #emit: (text: string) => void;
  readonly #limitBytes: number;
  #carried: Buffer[] = [];
  #carriedBytes = 0;
  #restBytes = 0;

  constructor(emit: (text: string) => void, limitBytes = MAXIMUM_LINE_BYTES) {
    this.#emit = emit;
    this.#limitBytes = limitBytes;
  }

  push(chunk: Uint8Array): void {
    const bytes = Buffer.from(chunk.buffer, chunk.byteOffset, chunk.byteLength);
    const first = bytes.indexOf(NEWLINE);
    if (first < 0) {
      this.#carry(bytes);
      return;
    }
    let at = 0;
    if (this.#carriedBytes > 0) {
      this.#carry(bytes.subarray(0, first));
      this.flush();
      at = first + 1;
    }
    const end = bytes.lastIndexOf(NEWLINE);
    // One decode for all complete lines of a chunk is several times faster than one decode per line.
    if (end >= at) for (const line of bytes.toString('utf8', at, end).split('\n')) this.#whole(line);
    this.#carry(bytes.subarray(end + 1));
  }

  /** Emits the last line even without a line end. */
  flush(): void {
    if (this.#carriedBytes === 0) return;
    const bytes = Buffer.concat(this.#carried);
    const rest = this.#restBytes;
    this.#carried = [];
    this.#carriedBytes = 0;
    this.#restBytes = 0;
    if (rest > 0) this.#emitCut(bytes, rest);
    else this.#emit(withoutReturn(bytes.toString('utf8')));
  }

  #whole(line: string): void {
    // A string of at most a third of the limit cannot exceed it in bytes; almost every line takes this branch.
    if (line.length * 3 <= this.#limitBytes || Buffer.byteLength(line) <= this.#limitBytes) {
      this.#emit(withoutReturn(line));
      return;
    }
    const bytes = Buffer.from(line);
    this.#emitCut(bytes.subarray(0, this.#limitBytes), bytes.length - this.#limitBytes);
  }

  #emitCut(head: Buffer, restBytes: number): void {
    const whole = wholeCharacters(head);
    this.#emit(head.toString('utf8', 0, whole) + cutMark(restBytes + head.length - whole));
  }

  /** Copies the bytes, so that a short rest does not keep a whole network chunk in memory. */
  #carry(bytes: Buffer): void {
    const room = this.#limitBytes - this.#carriedBytes;
    this.#restBytes += Math.max(0, bytes.length - room);
    if (bytes.length === 0 || room === 0) return;
    const copy = Buffer.from(bytes.subarray(0, room));
    this.#carried.push(copy);
    this.#carriedBytes += copy.length;
  }
}

function withoutReturn(line: string): string {
  return line.endsWith('\r') ? line.slice(0, -1) : line;
}

/** The length of `bytes` without an unfinished UTF-8 sequence at its end. */
function wholeCharacters(bytes: Uint8Array): number {
  for (let back = 1; back <= 3 && back <= bytes.length; back += 1) {
    const byte = bytes[bytes.length - back] ?? 0;
    if (byte < 0x80) return bytes.length;
    if (byte >= 0xc0) {
      const length = byte >= 0xf0 ? 4 : byte >= 0xe0 ? 3 : 2;
      return length > back ? bytes.length - back : bytes.length;
    }
  }
  return bytes.length;
}
