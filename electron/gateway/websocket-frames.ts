/** The head of a frame (RFC 6455 section 5.2). */
export interface FrameHead {
  readonly final: boolean;
  /** 0 continues a message, 1 is text, 2 binary, 8 and above control. */
  readonly opcode: number;
}

export interface FrameListener {
  /** @returns false for a frame that cannot be understood */
  head(head: FrameHead): boolean;
  /** The next bytes of the frame's content, unmasked. */
  payload(bytes: Buffer, head: FrameHead): void;
  end(head: FrameHead): void;
}

export const FINAL = 0x80;
const RESERVED = 0x70;
const MASKED = 0x80;
export const CONTROL = 8;
/** Control frames are short and whole (RFC 6455 section 5.5). */
export const CONTROL_BYTES = 125;

/**
 * Reads the frames of one direction of a WebSocket, whose bytes come in pieces of any length. Frames of extensions,
 * such as compressed ones, are not understood.
 */
export class FrameReader {
  readonly #listener: FrameListener;
  #pending: Buffer = Buffer.alloc(0);
  #frame:
    | { readonly head: FrameHead; readonly mask: Buffer | undefined; left: number; at: number }
    | undefined;
  #broken = false;

  constructor(listener: FrameListener) {
    this.#listener = listener;
  }

  /** @returns false once a frame was not understood; nothing is read after it */
  push(bytes: Buffer): boolean {
    let rest = this.#pending.length === 0 ? bytes : Buffer.concat([this.#pending, bytes]);
    this.#pending = Buffer.alloc(0);
    while (!this.#broken) {
      if (this.#frame === undefined) {
        const length = this.#readHead(rest);
        if (length === undefined) break;
        rest = rest.subarray(length);
      }
      rest = this.#readPayload(rest);
      if (rest.length === 0) break;
    }
    this.#pending = Buffer.from(rest);
    return !this.#broken;
  }

  /** Begins a frame; returns the length of its head, or undefined while bytes are missing. */
  #readHead(bytes: Buffer): number | undefined {
    const [first, second] = bytes;
    if (first === undefined || second === undefined) return undefined;
    const short = second & 0x7f;
    const extended = short === 126 ? 2 : short === 127 ? 8 : 0;
    const masked = (second & MASKED) !== 0;
    const length = 2 + extended + (masked ? 4 : 0);
    if (bytes.length < length) return undefined;
    const left =
      extended === 0 ? short : extended === 2 ? bytes.readUInt16BE(2) : Number(bytes.readBigUInt64BE(2));
    const head = { final: (first & FINAL) !== 0, opcode: first & 0x0f };
    const isControl = head.opcode >= CONTROL;
    const isSound =
      (first & RESERVED) === 0 &&
      left <= Number.MAX_SAFE_INTEGER &&
      (!isControl || (head.final && left <= CONTROL_BYTES));
    if (!isSound || !this.#listener.head(head)) {
      this.#broken = true;
      return undefined;
    }
    const mask = masked ? Buffer.from(bytes.subarray(length - 4, length)) : undefined;
    this.#frame = { head, mask, left, at: 0 };
    return length;
  }

  #readPayload(bytes: Buffer): Buffer {
    const frame = this.#frame;
    if (frame === undefined) return bytes;
    const content = bytes.subarray(0, frame.left);
    frame.left -= content.length;
    if (content.length > 0) this.#listener.payload(unmasked(content, frame.mask, frame.at), frame.head);
    frame.at += content.length;
    if (frame.left === 0) {
      this.#frame = undefined;
      this.#listener.end(frame.head);
    }
    return bytes.subarray(content.length);
  }
}

function unmasked(bytes: Buffer, mask: Buffer | undefined, from: number): Buffer {
  return mask === undefined
    ? bytes
    : Buffer.from(bytes.map((byte, at) => byte ^ (mask[(from + at) % 4] ?? 0)));
}

/** A frame as a server sends it. */
export function frame({ final, opcode }: FrameHead, payload: Buffer): Buffer {
  const { length } = payload;
  const head = Buffer.alloc(length < 126 ? 2 : length < 65_536 ? 4 : 10);
  head[0] = (final ? FINAL : 0) | opcode;
  if (head.length === 2) head[1] = length;
  else if (head.length === 4) {
    head[1] = 126;
    head.writeUInt16BE(length, 2);
  } else {
    head[1] = 127;
    head.writeBigUInt64BE(BigInt(length), 2);
  }
  return Buffer.concat([head, payload]);
}
